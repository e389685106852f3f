package dev.windrose.kubeapi.service;

import dev.windrose.kubeapi.schema.GoText;
import dev.windrose.kubeapi.schema.Labels;
import dev.windrose.kubeapi.service.LabelSelector.Operator;
import dev.windrose.kubeapi.service.LabelSelector.Requirement;
import dev.windrose.kubeapi.status.ApiException;
import dev.windrose.kubeapi.status.Failures;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The label selector grammar: {@code a=b, a==b, a!=b, a in (x,y), a notin (x,y), a, !a, a>1, a<1}, joined by commas. There
 * are no quotes and no escapes; {@code in} and {@code notin} are words like others where no operator can stand. What it
 * refuses it refuses in the words of kube-apiserver 1.34 (recorded in the test resources {@code reads/}).
 */
final class LabelSelectorParser {
    private static final String SPECIAL = "=!(),><";
    private static final Set<String> SYMBOLS = Set.of("=", "==", "!", "!=", "(", ")", ",", ">", "<");
    private static final String END = "";

    private final List<String> tokens;
    private int at;
    private String last = END;

    LabelSelectorParser(String text) {
        this.tokens = tokens(text);
    }

    private static List<String> tokens(String text) {
        var tokens = new ArrayList<String>();
        int from = 0;
        while (from < text.length()) {
            char c = text.charAt(from);
            int to = from + 1;
            if (isSpace(c)) {
                from = to;
                continue;
            }
            if (SPECIAL.indexOf(c) >= 0) {
                while (to < text.length() && SYMBOLS.contains(text.substring(from, to + 1))) {
                    to++;
                }
            } else {
                while (to < text.length() && !isSpace(text.charAt(to)) && SPECIAL.indexOf(text.charAt(to)) < 0) {
                    to++;
                }
            }
            tokens.add(text.substring(from, to));
            from = to;
        }
        return tokens;
    }

    private static boolean isSpace(char c) {
        return c == ' ' || c == '\t' || c == '\r' || c == '\n';
    }

    private String peek() {
        return at < tokens.size() ? tokens.get(at) : END;
    }

    private String next() {
        last = at < tokens.size() ? tokens.get(at++) : END;
        return last;
    }

    /** A word, also where the word is an operator elsewhere; the end is none. */
    private static boolean isWord(String token) {
        return !token.isEmpty() && !SYMBOLS.contains(token);
    }

    LabelSelector parse() {
        var requirements = new ArrayList<Requirement>();
        while (true) {
            String first = peek();
            if (first.equals(END)) {
                return new LabelSelector(requirements);
            }
            if (!isWord(first) && !first.equals("!")) {
                throw Failures.badRequest("found '%s', expected: !, identifier, or 'end of string'".formatted(first));
            }
            requirements.add(requirement());
            String after = next();
            if (after.equals(END)) {
                return new LabelSelector(requirements);
            }
            if (!after.equals(",")) {
                throw Failures.badRequest("found '%s', expected: ',' or 'end of string'".formatted(after));
            }
            if (!isWord(peek()) && !peek().equals("!")) {
                throw Failures.badRequest("found '%s', expected: identifier after ','".formatted(peek()));
            }
        }
    }

    private Requirement requirement() {
        boolean negated = peek().equals("!");
        if (negated) {
            next();
        }
        String key = next();
        if (!isWord(key)) {
            throw unparsable("found '%s', expected: identifier".formatted(key));
        }
        List<String> faults = Labels.keyFaults(key);
        if (!faults.isEmpty()) {
            throw unparsable("<nil>: Invalid value: %s: %s".formatted(GoText.quote(key), String.join("; ", faults)));
        }
        if (negated) {
            return new Requirement(key, Operator.ABSENT, Set.of());
        }
        if (peek().equals(END) || peek().equals(",")) {
            return new Requirement(key, Operator.EXISTS, Set.of());
        }
        Operator operator = operator(next());
        boolean set = last.endsWith("in");
        return checked(key, operator, set ? values() : exactValue());
    }

    private static Operator operator(String token) {
        return switch (token) {
            case "=", "==", "in" -> Operator.IN;
            case "!=", "notin" -> Operator.NOT_IN;
            case ">" -> Operator.GREATER;
            case "<" -> Operator.LESS;
            default -> throw unparsable("found '%s', expected: in, notin, =, ==, !=, gt, lt".formatted(token));
        };
    }

    private SortedSet<String> exactValue() {
        if (peek().equals(END) || peek().equals(",")) {
            return new TreeSet<>(Set.of(""));
        }
        String value = next();
        if (!isWord(value)) {
            throw unparsable("found '%s', expected: identifier".formatted(value));
        }
        return new TreeSet<>(Set.of(value));
    }

    private SortedSet<String> values() {
        if (!next().equals("(")) {
            throw unparsable("found '%s' expected: '('".formatted(last));
        }
        String first = peek();
        if (first.equals(")")) {
            next();
            return new TreeSet<>(Set.of(""));
        }
        if (!isWord(first) && !first.equals(",")) {
            throw unparsable("found '%s', expected: ',', ')' or identifier".formatted(first));
        }
        SortedSet<String> values = identifiers();
        if (!next().equals(")")) {
            throw unparsable("found '%s', expected: ')'".formatted(last));
        }
        return values;
    }

    /** Between parentheses; an empty place between commas is the empty value. */
    private SortedSet<String> identifiers() {
        var values = new TreeSet<String>();
        while (true) {
            String token = next();
            if (isWord(token)) {
                values.add(token);
                if (peek().equals(")")) {
                    return values;
                }
                if (!peek().equals(",")) {
                    throw unparsable("found '%s', expected: ',' or ')'".formatted(peek()));
                }
            } else if (token.equals(",")) {
                if (values.isEmpty()) {
                    values.add("");
                }
                if (peek().equals(")")) {
                    values.add("");
                    return values;
                }
                if (peek().equals(",")) {
                    next();
                    values.add("");
                }
            } else {
                throw unparsable("found '%s', expected: ',', or identifier".formatted(token));
            }
        }
    }

    private static Requirement checked(String key, Operator operator, SortedSet<String> values) {
        var faults = new ArrayList<String>();
        int i = 0;
        for (String value : values) {
            if ((operator == Operator.GREATER || operator == Operator.LESS) && !GoNumber.isLong(value)) {
                faults.add("values[%d]: Invalid value: %s: for 'Gt', 'Lt' operators, the value must be an integer"
                        .formatted(i, GoText.quote(value)));
            }
            List<String> wrong = Labels.valueFaults(value);
            if (!wrong.isEmpty()) {
                faults.add("values[%d][%s]: Invalid value: %s: %s"
                        .formatted(i, key, GoText.quote(value), String.join("; ", wrong)));
            }
            i++;
        }
        if (!faults.isEmpty()) {
            throw unparsable(faults.size() == 1 ? faults.getFirst() : "[" + String.join(", ", faults) + "]");
        }
        return new Requirement(key, operator, values);
    }

    private static ApiException unparsable(String why) {
        return Failures.badRequest("unable to parse requirement: " + why);
    }
}
