package dev.windrose.simulator.world;

import dev.windrose.simulator.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A node; allocatable in thousandths. */
public record Node(
        Meta meta,
        boolean unschedulable,
        boolean ready,
        String podCidr,
        Map<String, Long> allocatable,
        List<Taint> taints)
        implements Seen {
    public record Taint(String key, String value, String effect) {
        /** As the scheduler prints it: {@code {key: value}}. */
        public String text() {
            return "{%s: %s}".formatted(key, value);
        }
    }

    public static Node of(Meta meta) {
        List<Taint> taints = new ArrayList<>();
        meta.at("spec", "taints")
                .forEach(
                        t -> taints.add(new Taint(Json.text(t, "key"), Json.text(t, "value"), Json.text(t, "effect"))));
        return new Node(
                meta,
                meta.at("spec", "unschedulable").asBoolean(),
                Pod.condition(meta, "Ready").equals("True"),
                Json.text(meta.object(), "spec", "podCIDR"),
                Quantities.read(meta.at("status", "allocatable")),
                taints);
    }
}
