package dev.windrose.kubeapi.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.ArrayList;
import java.util.List;

/**
 * The part of Kubernetes' JSONPath that columns and field selectors use: fields ({@code .a}, {@code .a\.b}, {@code
 * ['a.b']}), indexes, {@code [*]}, and filters {@code [?(@.type=="Ready")]}. Compiled once, shared freely.
 */
public final class JsonPath {
    private final String text;
    private final List<Step> steps;

    private sealed interface Step {
        record Field(String name) implements Step {}

        record Index(int at) implements Step {}

        record All() implements Step {}

        record Where(JsonPath path, String value, boolean equal) implements Step {}
    }

    private JsonPath(String text, List<Step> steps) {
        this.text = text;
        this.steps = List.copyOf(steps);
    }

    /** @throws IllegalArgumentException when the path is not of this grammar */
    public static JsonPath parse(String path) {
        String bare = path.startsWith("{") && path.endsWith("}") ? path.substring(1, path.length() - 1) : path;
        if (bare.startsWith("$")) {
            bare = bare.substring(1);
        }
        var steps = new ArrayList<Step>();
        int at = 0;
        while (at < bare.length()) {
            char c = bare.charAt(at);
            if (c == '.') {
                at = field(bare, at + 1, steps);
            } else if (c == '[') {
                at = bracket(bare, at, steps);
            } else {
                throw new IllegalArgumentException(
                        "JSONPath (%s) has '%c' at %d, expected '.' or '['".formatted(path, c, at));
            }
        }
        return new JsonPath(path, steps);
    }

    private static int field(String path, int from, List<Step> steps) {
        var name = new StringBuilder();
        int at = from;
        while (at < path.length() && path.charAt(at) != '.' && path.charAt(at) != '[') {
            if (path.charAt(at) == '\\' && at + 1 < path.length()) {
                at++;
            }
            name.append(path.charAt(at++));
        }
        if (name.toString().equals("*")) {
            steps.add(new Step.All());
        } else if (!name.isEmpty()) {
            steps.add(new Step.Field(name.toString()));
        } else if (at == path.length() || path.charAt(at) != '[') {
            throw new IllegalArgumentException("JSONPath (%s) has an empty field at %d".formatted(path, from));
        }
        return at;
    }

    private static int bracket(String path, int from, List<Step> steps) {
        int end = path.startsWith("[?(", from) ? path.indexOf(")]", from) + 1 : path.indexOf(']', from);
        if (end <= from) {
            throw new IllegalArgumentException("JSONPath (%s) has an open bracket at %d".formatted(path, from));
        }
        String inner = path.substring(from + 1, end).strip();
        if (inner.equals("*")) {
            steps.add(new Step.All());
        } else if (inner.startsWith("?(")) {
            steps.add(where(inner.substring(2, inner.length() - 1).strip()));
        } else if (inner.startsWith("'") || inner.startsWith("\"")) {
            steps.add(new Step.Field(unquoted(inner)));
        } else {
            steps.add(new Step.Index(Integer.parseInt(inner)));
        }
        return end + 1;
    }

    private static Step where(String condition) {
        boolean equal = !condition.contains("!=");
        String operator = equal ? "==" : "!=";
        int at = condition.indexOf(operator);
        if (at < 0 || !condition.startsWith("@")) {
            throw new IllegalArgumentException("JSONPath filter (%s) must be @.path == value".formatted(condition));
        }
        String left = condition.substring(1, at).strip();
        return new Step.Where(parse(left), unquoted(condition.substring(at + 2).strip()), equal);
    }

    private static String unquoted(String text) {
        boolean quoted = text.length() > 1 && (text.startsWith("'") || text.startsWith("\""));
        return quoted ? text.substring(1, text.length() - 1) : text;
    }

    /** Everything the path leads to, in document order; empty when it leads nowhere. */
    public List<JsonNode> find(JsonNode root) {
        List<JsonNode> at = List.of(root);
        for (Step step : steps) {
            var next = new ArrayList<JsonNode>();
            for (JsonNode node : at) {
                advance(step, node, next);
            }
            at = next;
        }
        return at;
    }

    /** The plain field names, when the path is nothing but fields. */
    public List<String> fields() {
        var names = new ArrayList<String>();
        for (Step step : steps) {
            if (!(step instanceof Step.Field field)) {
                throw new IllegalArgumentException("JSONPath (%s) must hold fields only".formatted(text));
            }
            names.add(field.name());
        }
        return names;
    }

    private static void advance(Step step, JsonNode node, List<JsonNode> next) {
        switch (step) {
            case Step.Field(String name) -> {
                if (node.has(name)) {
                    next.add(node.get(name));
                }
            }
            case Step.Index(int at) -> {
                int index = at < 0 ? node.size() + at : at;
                if (node instanceof ArrayNode && node.has(index)) {
                    next.add(node.get(index));
                }
            }
            case Step.All _ -> node.forEach(next::add);
            case Step.Where(JsonPath path, String value, boolean equal) -> {
                for (JsonNode element : node) {
                    boolean matches = path.find(element).stream()
                            .anyMatch(found -> found.asText().equals(value));
                    if (matches == equal) {
                        next.add(element);
                    }
                }
            }
        }
    }

    @Override
    public String toString() {
        return text;
    }
}
