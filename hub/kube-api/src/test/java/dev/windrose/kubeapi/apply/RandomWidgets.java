package dev.windrose.kubeapi.apply;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Widgets by chance, small enough that managers meet in the same fields often. */
final class RandomWidgets {
    private final Random random;
    private final List<String> names;

    /** Names of map entries and list items are drawn from these; disjoint names make disjoint objects. */
    RandomWidgets(Random random, String... names) {
        this.random = random;
        this.names = List.of(names);
    }

    ObjectNode next() {
        ObjectNode widget = empty();
        ObjectNode spec = widget.putObject("spec");
        if (random.nextBoolean()) {
            map(spec.putObject("env"));
        }
        if (random.nextBoolean()) {
            some().forEach(n -> quota(spec.withObjectProperty("quotas").putObject(n)));
        }
        if (random.nextBoolean()) {
            some().forEach(n -> spec.withArrayProperty("tags").add(n));
        }
        if (random.nextBoolean()) {
            some().forEach(n -> container(spec.withArrayProperty("containers"), n));
        }
        if (random.nextBoolean()) {
            map(spec.withObjectProperty("free").putObject(names.getFirst()));
        }
        return widget;
    }

    /** As {@link #next}, and fields that all managers share. */
    ObjectNode nextWithScalars() {
        ObjectNode widget = next();
        ObjectNode spec = (ObjectNode) widget.get("spec");
        if (random.nextBoolean()) {
            spec.put("replicas", random.nextInt(3));
        }
        if (random.nextBoolean()) {
            spec.putObject("strategy").put("kind", value()).putObject("nested").put("deep", value());
        }
        if (random.nextBoolean()) {
            spec.putArray("args").add(value()).add(value());
        }
        if (random.nextBoolean()) {
            spec.putObject("selector").put("x", value());
        }
        if (random.nextInt(4) == 0) {
            spec.putNull("note");
        }
        return widget;
    }

    static ObjectNode empty() {
        ObjectNode widget = JsonNodeFactory.instance.objectNode();
        widget.put("apiVersion", "test.windrose.dev/v1").put("kind", "Widget");
        widget.putObject("metadata").put("name", "w").put("namespace", "default");
        return widget;
    }

    private void container(ArrayNode list, String name) {
        ObjectNode container = list.addObject().put("name", name);
        if (random.nextBoolean()) {
            container.put("image", value());
        }
        if (random.nextBoolean()) {
            some().forEach(n -> container
                    .withArrayProperty("env")
                    .addObject()
                    .put("name", n)
                    .put("value", value()));
        }
    }

    private void quota(ObjectNode quota) {
        if (random.nextBoolean()) {
            quota.put("cpu", value());
        }
        if (random.nextBoolean()) {
            quota.put("gpu", random.nextInt(2));
        }
    }

    private void map(ObjectNode map) {
        some().forEach(n -> map.put(n, value()));
    }

    private String value() {
        return "v" + random.nextInt(2);
    }

    private List<String> some() {
        List<String> shuffled = new ArrayList<>(names);
        Collections.shuffle(shuffled, random);
        return shuffled.subList(0, 1 + random.nextInt(shuffled.size()));
    }
}
