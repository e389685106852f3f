package dev.windrose.agent.scaling;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Reads a few series out of Prometheus' text format
 * (https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format), each the sum over its labels: an engine
 * with several schedulers tells one for each. A line that is no sample, or whose value is no number from zero, makes its series
 * unknown and no other.
 */
final class Exposition {
    private Exposition() {}

    /** The series of these names that the text tells; what it does not tell, or not as a number from zero, is not there. */
    static Map<String, Double> read(String text, Set<String> names) {
        var sums = new TreeMap<String, Double>();
        text.lines().forEach(line -> {
            String name = name(line);
            if (names.contains(name)) {
                double value = value(line.substring(name.length())).orElse(Double.NaN);
                sums.merge(name, value >= 0 && value <= Double.MAX_VALUE ? value : Double.NaN, Double::sum);
            }
        });
        sums.values().removeIf(sum -> sum.isNaN() || sum.isInfinite());
        return sums;
    }

    private static String name(String line) {
        int end = 0;
        while (end < line.length() && isNamePart(line.charAt(end))) {
            end++;
        }
        return line.substring(0, end);
    }

    private static boolean isNamePart(char c) {
        return c == ':' || c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    /** @param rest of the line after the name: {@code {labels} value [timestamp]} */
    private static Optional<Double> value(String rest) {
        int from = 0;
        if (rest.startsWith("{")) {
            from = endOfLabels(rest) + 1;
            if (from == 0) {
                return Optional.empty();
            }
        }
        String[] words = rest.substring(from).strip().split("[ \t]+", 3);
        try {
            return Optional.of(Double.parseDouble(words[0]));
        } catch (NumberFormatException e) {
            return Optional.empty(); // +Inf, and what is no number at all
        }
    }

    /** The closing brace that is not part of a value; -1 when there is none. */
    private static int endOfLabels(String rest) {
        boolean quoted = false;
        for (int i = 1; i < rest.length(); i++) {
            char c = rest.charAt(i);
            if (quoted && c == '\\') {
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == '}' && !quoted) {
                return i;
            }
        }
        return -1;
    }
}
