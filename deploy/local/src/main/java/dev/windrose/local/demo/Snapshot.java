package dev.windrose.local.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.local.api.KubeClient;
import dev.windrose.local.api.Kubeconfig;
import dev.windrose.local.up.FleetView;
import dev.windrose.local.up.Manifests;
import dev.windrose.local.up.SimulatedCluster;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The fleet at one moment: what the hub says of its workloads, and what lies in the members, without what may differ
 * from moment to moment.
 *
 * @param workloads spec and status at the hub, by namespace/name
 * @param objects Deployments and Services of Windrose in the members, by cluster/kind/namespace/name
 * @param versions resourceVersion of each of the objects: a needless write shows there
 */
record Snapshot(Map<String, JsonNode> workloads, Map<String, JsonNode> objects, Map<String, String> versions) {
    private static final List<String> KINDS = List.of("/apis/apps/v1/deployments", "/api/v1/services");
    private static final int LONGEST = 300;
    private static final String OURS = "?labelSelector=windrose.dev%2Fmanaged-by%3Dwindrose";
    /** Differ from one look to the next although nothing has changed. */
    private static final Set<String> PASSING = Set.of(
            "resourceVersion",
            "managedFields",
            "lastTransitionTime",
            "lastUpdateTime",
            "lastProbeTime",
            "lastHeartbeatTime",
            "creationTimestamp",
            "time");

    Snapshot {
        workloads = Map.copyOf(workloads);
        objects = Map.copyOf(objects);
        versions = Map.copyOf(versions);
    }

    /** Of everything but one namespace. */
    static Snapshot take(KubeClient hub, List<SimulatedCluster> clusters, String without)
            throws IOException, InterruptedException {
        var workloads = new TreeMap<String, JsonNode>();
        for (JsonNode workload : new FleetView(hub).workloads()) {
            if (!workload.at("/metadata/namespace").asText().equals(without)) {
                workloads.put(Manifests.name(workload), lasting(workload));
            }
        }
        var objects = new TreeMap<String, JsonNode>();
        var versions = new TreeMap<String, String>();
        for (SimulatedCluster cluster : clusters) {
            try (var member = KubeClient.of(Kubeconfig.read(cluster.kubeconfig()))) {
                for (String kind : KINDS) {
                    var list = KubeClient.expect(member.get(kind + OURS), "list of " + kind);
                    for (JsonNode object : list.body().path("items")) {
                        if (!object.at("/metadata/namespace").asText().equals(without)) {
                            String key = cluster.name() + kind.substring(kind.lastIndexOf('/')) + "/"
                                    + Manifests.name(object);
                            objects.put(key, lasting(object));
                            versions.put(
                                    key, object.at("/metadata/resourceVersion").asText());
                        }
                    }
                }
            }
        }
        return new Snapshot(workloads, objects, versions);
    }

    /** The member that holds most objects; empty when none holds any. */
    Optional<String> busiestCluster() {
        var counts = objects.keySet().stream()
                .collect(Collectors.groupingBy(
                        key -> key.substring(0, key.indexOf('/')), TreeMap::new, Collectors.counting()));
        return counts.entrySet().stream().max(Map.Entry.comparingByValue()).map(Map.Entry::getKey);
    }

    /** What of {@code this} is otherwise in {@code later}, a line each. */
    List<String> differences(Snapshot later) {
        var differences = new ArrayList<String>();
        compare("workload", workloads, later.workloads, differences);
        compare("object", objects, later.objects, differences);
        return differences;
    }

    /** Objects that were written although they are the same. */
    List<String> writtenAgain(Snapshot later) {
        return versions.entrySet().stream()
                .filter(entry -> later.versions.containsKey(entry.getKey()))
                .filter(entry -> !entry.getValue().equals(later.versions.get(entry.getKey())))
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    }

    private static void compare(
            String what, Map<String, JsonNode> before, Map<String, JsonNode> after, List<String> differences) {
        var names = new TreeSet<>(before.keySet());
        names.addAll(after.keySet());
        for (String name : names) {
            if (!after.containsKey(name)) {
                differences.add("%s %s is gone".formatted(what, name));
            } else if (!before.containsKey(name)) {
                differences.add("%s %s is new".formatted(what, name));
            } else if (!after.get(name).equals(before.get(name))) {
                differences.add(
                        "%s %s has changed at %s".formatted(what, name, where(before.get(name), after.get(name))));
            }
        }
    }

    /** The first place where two trees differ, and both values there. */
    private static String where(JsonNode before, JsonNode after) {
        if (before instanceof ObjectNode left && after instanceof ObjectNode right) {
            var names = new TreeSet<String>();
            left.fieldNames().forEachRemaining(names::add);
            right.fieldNames().forEachRemaining(names::add);
            for (String name : names) {
                if (!left.path(name).equals(right.path(name))) {
                    return "/" + name + where(left.path(name), right.path(name));
                }
            }
        }
        return ": %s became %s".formatted(shown(before), shown(after));
    }

    private static String shown(JsonNode node) {
        String text = node.isMissingNode() ? "nothing" : node.toString();
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + " …";
    }

    private static JsonNode lasting(JsonNode node) {
        switch (node) {
            case ObjectNode object -> {
                ObjectNode kept = object.objectNode();
                object.properties().stream()
                        .filter(field -> !PASSING.contains(field.getKey()))
                        .forEach(field -> kept.set(field.getKey(), lasting(field.getValue())));
                return kept;
            }
            case ArrayNode array -> {
                ArrayNode kept = array.arrayNode();
                array.forEach(element -> kept.add(lasting(element)));
                return kept;
            }
            default -> {
                return node;
            }
        }
    }
}
