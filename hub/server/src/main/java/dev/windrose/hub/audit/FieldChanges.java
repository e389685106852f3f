package dev.windrose.hub.audit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Which fields of an object differ. Names only, never values; a list is one field. Pure. */
final class FieldChanges {
    /** More than people read. */
    static final int MOST = 64;

    /** What the server keeps by itself. */
    private static final Set<String> BOOKKEEPING =
            Set.of("metadata.managedFields", "metadata.resourceVersion", "metadata.generation");

    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_-]+");

    private final List<String> paths = new ArrayList<>();

    private FieldChanges() {}

    /** Paths like {@code spec.replicas} and {@code metadata.labels[app.example/x]}, sorted, at most {@link #MOST}. */
    static List<String> between(ObjectNode before, ObjectNode after) {
        var changes = new FieldChanges();
        changes.compare("", before, after);
        return List.copyOf(changes.paths);
    }

    private void compare(String path, JsonNode before, JsonNode after) {
        if (paths.size() >= MOST || before.equals(after) || BOOKKEEPING.contains(path)) {
            return;
        }
        if (!(before.isObject() && after.isObject())) {
            paths.add(path);
            return;
        }
        var names = new TreeSet<String>();
        before.fieldNames().forEachRemaining(names::add);
        after.fieldNames().forEachRemaining(names::add);
        for (String name : names) {
            // Most fields are as they were, and need no path.
            if (!before.path(name).equals(after.path(name))) {
                compare(step(path, name), before.path(name), after.path(name));
            }
        }
    }

    private static String step(String path, String name) {
        if (!PLAIN.matcher(name).matches()) {
            return path + "[" + name + "]";
        }
        return path.isEmpty() ? name : path + "." + name;
    }
}
