package dev.windrose.simulator.fleet;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** A mapping of the file with its place, so that each complaint can say where. */
final class YamlView {
    private final String file;
    private final String path;
    private final Node node;
    private final Map<String, Node> fields;

    private YamlView(String file, String path, Node node, Map<String, Node> fields) {
        this.file = file;
        this.path = path;
        this.node = node;
        this.fields = fields;
    }

    static YamlView of(String file, String path, @Nullable Node node, Set<String> allowed) throws FleetFileException {
        if (!(node instanceof MappingNode mapping)) {
            throw complaint(file, node, path.isEmpty() ? "the file" : path, "must be a mapping (key: value)");
        }
        Map<String, Node> fields = new LinkedHashMap<>();
        for (NodeTuple tuple : mapping.getValue()) {
            String key = tuple.getKeyNode() instanceof ScalarNode s ? s.getValue() : "?";
            String where = path.isEmpty() ? key : path + "." + key;
            if (!allowed.contains(key)) {
                throw complaint(
                        file, tuple.getKeyNode(), where, "is not known here; known are " + String.join(", ", allowed));
            }
            if (fields.put(key, tuple.getValueNode()) != null) {
                throw complaint(file, tuple.getKeyNode(), where, "is given twice; remove one");
            }
        }
        return new YamlView(file, path, mapping, fields);
    }

    FleetFileException complain(String field, String what) {
        Node at = fields.getOrDefault(field, node);
        return complaint(file, at, field.isEmpty() ? path : join(field), what);
    }

    boolean has(String field) {
        return fields.containsKey(field);
    }

    String text(String field) throws FleetFileException {
        return optional(field).orElseThrow(() -> complain(field, "is missing; add it"));
    }

    Optional<String> optional(String field) throws FleetFileException {
        Node found = fields.get(field);
        if (found == null) {
            return Optional.empty();
        }
        if (found instanceof ScalarNode scalar && !scalar.getValue().isBlank()) {
            return Optional.of(scalar.getValue());
        }
        throw complain(field, "must be a text, not a list, a mapping or nothing");
    }

    String matching(String field, Pattern pattern, String rule) throws FleetFileException {
        String value = text(field);
        if (!pattern.matcher(value).matches()) {
            throw complain(field, "(%s) must be %s".formatted(value, rule));
        }
        return value;
    }

    <T> T chosen(String field, Function<String, Optional<T>> parse, String choices) throws FleetFileException {
        String value = text(field);
        return parse.apply(value)
                .orElseThrow(() -> complain(field, "(%s) must be one of %s".formatted(value, choices)));
    }

    int number(String field, int least, int most) throws FleetFileException {
        String value = text(field);
        try {
            int number = Integer.parseInt(value);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw complain(field, "(%s) must be a whole number from %d to %d".formatted(value, least, most));
        }
        throw complain(field, "(%s) must be from %d to %d".formatted(value, least, most));
    }

    List<String> texts(String field) throws FleetFileException {
        List<String> found = new ArrayList<>();
        for (Node item : sequence(field)) {
            if (!(item instanceof ScalarNode scalar) || scalar.getValue().isBlank()) {
                throw complaint(file, item, "%s[%d]".formatted(join(field), found.size()), "must be a text");
            }
            found.add(scalar.getValue());
        }
        return found;
    }

    Map<String, String> stringMap(String field) throws FleetFileException {
        Map<String, String> found = new LinkedHashMap<>();
        if (!has(field)) {
            return found;
        }
        if (!(fields.get(field) instanceof MappingNode mapping)) {
            throw complain(field, "must be a mapping (key: value)");
        }
        for (NodeTuple tuple : mapping.getValue()) {
            if (!(tuple.getKeyNode() instanceof ScalarNode key)
                    || !(tuple.getValueNode() instanceof ScalarNode value)) {
                throw complain(field, "must map texts to texts");
            }
            found.put(key.getValue(), value.getValue());
        }
        return found;
    }

    List<YamlView> views(String field, Set<String> allowed) throws FleetFileException {
        List<YamlView> found = new ArrayList<>();
        for (Node item : sequence(field)) {
            found.add(of(file, "%s[%d]".formatted(join(field), found.size()), item, allowed));
        }
        return found;
    }

    private List<Node> sequence(String field) throws FleetFileException {
        Node found = fields.get(field);
        if (found == null) {
            return List.of();
        }
        if (found instanceof SequenceNode sequence) {
            return sequence.getValue();
        }
        throw complain(field, "must be a list");
    }

    private String join(String field) {
        return path.isEmpty() ? field : path + "." + field;
    }

    private static FleetFileException complaint(String file, @Nullable Node node, String where, String what) {
        int line = node == null ? 1 : node.getStartMark().getLine() + 1;
        return new FleetFileException("%s:%d: %s %s".formatted(file, line, where, what));
    }
}
