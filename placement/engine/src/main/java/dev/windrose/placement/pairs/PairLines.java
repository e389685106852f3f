package dev.windrose.placement.pairs;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Lines of {@code from,to,figure}. Empty lines, comments ({@code #}) and a head ({@code from,…}) are passed over; a bad row keeps
 * none of the others from counting.
 */
public final class PairLines {
    private static final Pattern ROW =
            Pattern.compile("([^,\\s]{1,63})\\s*,\\s*([^,\\s]{1,63})\\s*,\\s*([0-9]{1,5}(?:\\.[0-9]{1,6})?)");

    /** A row. @param figure not negative */
    public record Row(String from, String to, BigDecimal figure) {}

    /** What was read. @param problems lines that were passed over, and how to mend them */
    public record Reading<T>(T value, int rows, List<String> problems) {
        public Reading {
            problems = List.copyOf(problems);
        }
    }

    private PairLines() {}

    /**
     * Reads lines.
     *
     * @param most a larger figure is a mistake
     * @param form what a line must look like, with an example
     * @param together makes what is wanted of the good rows, in their order
     */
    public static <T> Reading<T> read(
            List<String> lines, BigDecimal most, String form, Function<List<Row>, T> together) {
        List<Row> rows = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (line.isEmpty() || line.startsWith("#") || line.startsWith("from,")) {
                continue;
            }
            Optional<Row> row = row(line);
            if (row.isEmpty()) {
                problems.add("line %d (%s) must be %s".formatted(i + 1, line, form));
            } else if (row.get().figure().compareTo(most) > 0) {
                problems.add("line %d (%s) says more than %s, which is a mistake; a line must be %s"
                        .formatted(i + 1, line, most.toPlainString(), form));
            } else {
                rows.add(row.get());
            }
        }
        return new Reading<>(together.apply(rows), rows.size(), problems);
    }

    private static Optional<Row> row(String line) {
        Matcher row = ROW.matcher(line);
        return row.matches()
                ? Optional.of(new Row(row.group(1), row.group(2), new BigDecimal(row.group(3))))
                : Optional.empty();
    }
}
