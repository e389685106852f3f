package dev.windrose.kubeapi.service;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.kubeapi.status.Failures;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The label selector grammar: {@code a=b, a==b, a!=b, a in (x,y), a notin (x,y), a, !a, a>1, a<1}, joined by commas. */
record LabelSelector(List<Requirement> requirements) {
    static final LabelSelector EVERYTHING = new LabelSelector(List.of());

    private static final String KEY =
            "(?<key>(?:[a-z0-9][-a-z0-9.]{0,252}/)?[A-Za-z0-9](?:[-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)";
    private static final Pattern EXISTS = Pattern.compile("(?<not>!?)\\s*" + KEY);
    private static final Pattern COMPARES =
            Pattern.compile(KEY + "\\s*(?<op>==|=|!=|>|<)\\s*(?<value>[-A-Za-z0-9_.]{0,63})");
    private static final Pattern SETS =
            Pattern.compile(KEY + "\\s+(?<op>in|notin)\\s*\\((?<values>[-A-Za-z0-9_.,\\s]*)\\)");

    private enum Operator {
        IN,
        NOT_IN,
        EXISTS,
        ABSENT,
        GREATER,
        LESS
    }

    private record Requirement(String key, Operator operator, Set<String> values) {
        boolean matches(JsonNode labels) {
            JsonNode label = labels.get(key);
            String value = label == null ? "" : label.asText();
            return switch (operator) {
                case IN -> label != null && values.contains(value);
                case NOT_IN -> label == null || !values.contains(value);
                case EXISTS -> label != null;
                case ABSENT -> label == null;
                case GREATER -> isNumber(value) && Long.parseLong(value) > bound();
                case LESS -> isNumber(value) && Long.parseLong(value) < bound();
            };
        }

        private long bound() {
            return Long.parseLong(values.iterator().next());
        }
    }

    LabelSelector {
        requirements = List.copyOf(requirements);
    }

    private static boolean isNumber(String text) {
        return text.matches("-?[0-9]{1,18}");
    }

    static LabelSelector parse(String text) {
        if (text.isBlank()) {
            return EVERYTHING;
        }
        var requirements = new ArrayList<Requirement>();
        for (String part : split(text)) {
            requirements.add(requirement(text, part.strip()));
        }
        return new LabelSelector(requirements);
    }

    /** At commas outside parentheses. */
    private static List<String> split(String text) {
        var parts = new ArrayList<String>();
        int depth = 0;
        int from = 0;
        for (int i = 0; i < text.length(); i++) {
            switch (text.charAt(i)) {
                case '(' -> depth++;
                case ')' -> depth--;
                case ',' -> {
                    if (depth == 0) {
                        parts.add(text.substring(from, i));
                        from = i + 1;
                    }
                }
                default -> {}
            }
        }
        parts.add(text.substring(from));
        return parts;
    }

    private static Requirement requirement(String text, String part) {
        Matcher matcher = SETS.matcher(part);
        if (matcher.matches()) {
            var values = new TreeSet<String>();
            for (String value : matcher.group("values").split(",", -1)) {
                values.add(value.strip());
            }
            Operator operator = matcher.group("op").equals("in") ? Operator.IN : Operator.NOT_IN;
            return new Requirement(matcher.group("key"), operator, values);
        }
        matcher = COMPARES.matcher(part);
        if (matcher.matches()) {
            return compares(text, matcher);
        }
        matcher = EXISTS.matcher(part);
        if (matcher.matches()) {
            Operator operator = matcher.group("not").isEmpty() ? Operator.EXISTS : Operator.ABSENT;
            return new Requirement(matcher.group("key"), operator, Set.of());
        }
        throw unreadable(text, part);
    }

    private static Requirement compares(String text, Matcher matcher) {
        String value = matcher.group("value");
        Operator operator = switch (matcher.group("op")) {
            case "!=" -> Operator.NOT_IN;
            case ">" -> Operator.GREATER;
            case "<" -> Operator.LESS;
            default -> Operator.IN;
        };
        if ((operator == Operator.GREATER || operator == Operator.LESS) && !isNumber(value)) {
            throw unreadable(text, matcher.group());
        }
        return new Requirement(matcher.group("key"), operator, Set.of(value));
    }

    private static RuntimeException unreadable(String text, String part) {
        return Failures.badRequest(
                "unable to parse requirement: '%s' of selector '%s' is none of key=value, key!=value, key in (a,b), key notin (a,b), key, !key"
                        .formatted(part, text));
    }

    boolean matches(ObjectNode object) {
        if (requirements.isEmpty()) {
            return true;
        }
        JsonNode labels = object.path("metadata").path("labels");
        return requirements.stream().allMatch(requirement -> requirement.matches(labels));
    }

    boolean isEverything() {
        return requirements.isEmpty();
    }
}
