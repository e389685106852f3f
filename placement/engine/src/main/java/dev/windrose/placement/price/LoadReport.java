package dev.windrose.placement.price;

import dev.windrose.placement.price.Finding.Kind;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What became of every row of a price file. Each row is counted once: {@code rowsRead == outcomes.values().sum()}.
 *
 * @param file the file's name
 * @param rowsRead data rows, without header, blank lines and comments
 * @param offers offers in the book that the load made
 * @param outcomes how many rows ended how; outcomes that did not happen are absent
 * @param findings everything worth knowing, by line, then kind
 */
public record LoadReport(
        String file, int rowsRead, int offers, Map<Outcome, Integer> outcomes, List<Finding> findings) {
    public LoadReport {
        outcomes = Map.copyOf(outcomes);
        findings = List.copyOf(findings);
        int counted = outcomes.values().stream().mapToInt(Integer::intValue).sum();
        if (counted != rowsRead) {
            throw new IllegalArgumentException(
                    "%s: %d rows read but %d accounted for: %s".formatted(file, rowsRead, counted, outcomes));
        }
    }

    /** How a row ended. */
    public enum Outcome {
        /** At least one offer of the book came from this row. */
        OFFERED,
        /** Its accelerators are not known with certainty. */
        UNMAPPED,
        /** A price of a part of an instance that found no counterpart. */
        NOT_WHOLE_INSTANCE,
        /** It has no usable price at all. */
        WITHOUT_PRICE,
        /** Every offer of it lost against another row for the same key. */
        DUPLICATE,
        /** It cannot be read. */
        BAD,
        /** An instance type without accelerators; of no interest here, and not listed. */
        WITHOUT_ACCELERATOR
    }

    /** How many rows ended like this. */
    public int count(Outcome outcome) {
        return outcomes.getOrDefault(outcome, 0);
    }

    /** The findings of one kind, by line. */
    public List<Finding> findings(Kind kind) {
        return findings.stream().filter(finding -> finding.kind() == kind).toList();
    }

    /** The rows whose accelerators are not known with certainty. */
    public List<Finding> unmapped() {
        return findings(Kind.UNMAPPED);
    }

    /** The rows that cannot be read. */
    public List<Finding> bad() {
        return findings(Kind.BAD_ROW);
    }

    /** Whether the file as a whole could be read. */
    public boolean readable() {
        return findings(Kind.BAD_FILE).isEmpty();
    }

    /** One line for a person: counts of everything that happened. */
    public String summary() {
        if (!readable()) {
            return "%s: not loaded: %s".formatted(file, findings.getFirst().message());
        }
        var rest = outcomes.entrySet().stream()
                .filter(entry -> entry.getKey() != Outcome.OFFERED)
                .sorted(Map.Entry.comparingByKey())
                .map(entry -> ", %d %s".formatted(entry.getValue(), name(entry.getKey())))
                .collect(Collectors.joining());
        return "%s: %d rows read, %d offers from %d rows%s"
                .formatted(file, rowsRead, offers, count(Outcome.OFFERED), rest);
    }

    private static String name(Outcome outcome) {
        return switch (outcome) {
            case OFFERED -> "offered";
            case UNMAPPED -> "unmapped";
            case NOT_WHOLE_INSTANCE -> "not a whole instance";
            case WITHOUT_PRICE -> "without a usable price";
            case DUPLICATE -> "duplicate";
            case BAD -> "bad";
            case WITHOUT_ACCELERATOR -> "without accelerator";
        };
    }
}
