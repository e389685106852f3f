package dev.windrose.agent.inventory;

import com.fasterxml.jackson.databind.JsonNode;
import dev.windrose.agent.apply.Ownership;
import dev.windrose.placement.inventory.NodeFacts;
import dev.windrose.placement.inventory.NodeInventories;
import dev.windrose.placement.inventory.PodFacts;
import dev.windrose.placement.inventory.Taint;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Nodes and pods as the API server sends them, turned into the facts that inventory and status need. */
final class ClusterFacts {

    private ClusterFacts() {}

    static NodeFacts node(JsonNode node) {
        JsonNode status = node.path("status");
        var taints = new ArrayList<Taint>();
        Set<String> unreadable = new HashSet<>();
        node.path("spec")
                .path("taints")
                .forEach(taint -> taints.add(new Taint(
                        taint.path("key").asText(),
                        taint.path("value").asText(),
                        Taint.Effect.parse(taint.path("effect").asText()))));
        return new NodeFacts(
                node.path("metadata").path("name").asText(),
                texts(node.path("metadata").path("labels")),
                extended(status.path("capacity"), unreadable),
                extended(status.path("allocatable"), unreadable),
                taints,
                node.path("spec").path("unschedulable").asBoolean(),
                conditionStatus(status, "Ready"),
                node.path("spec").path("providerID").asText(),
                unreadable);
    }

    /** Null for a pod that neither holds an extended resource nor is of ours: nobody asks for it. */
    static @Nullable PodView pod(JsonNode pod) {
        String uid = Ownership.label(pod, Ownership.WORKLOAD_UID);
        JsonNode spec = pod.path("spec");
        Set<String> unreadable = new HashSet<>();
        List<PodFacts.ContainerFacts> inits = containers(spec.path("initContainers"), unreadable);
        List<PodFacts.ContainerFacts> mains = containers(spec.path("containers"), unreadable);
        Map<String, Long> overhead = extended(spec.path("overhead"), unreadable);
        Map<String, String> shares = shares(pod.path("metadata"));
        boolean holds = !overhead.isEmpty() || holdsAny(inits) || holdsAny(mains) || !unreadable.isEmpty();
        if (uid.isEmpty() && !holds && shares.isEmpty()) {
            return null;
        }
        JsonNode status = pod.path("status");
        var facts = new PodFacts(
                pod.path("metadata").path("namespace").asText(),
                pod.path("metadata").path("name").asText(),
                uid.isEmpty() ? Map.of() : Map.of(PodFacts.OWNER_LABEL, uid),
                spec.path("nodeName").asText(),
                status.path("phase").asText(),
                inits,
                mains,
                overhead,
                shares,
                unreadable);
        boolean leaving = pod.path("metadata").hasNonNull("deletionTimestamp");
        boolean ready = !leaving && conditionStatus(status, "Ready").equals("True");
        return new PodView(
                facts,
                uid,
                Ownership.label(pod, Ownership.PART),
                ready,
                address(spec, status),
                leaving ? "" : problem(status));
    }

    private static boolean holdsAny(List<PodFacts.ContainerFacts> containers) {
        return containers.stream()
                .anyMatch(one -> !one.requests().isEmpty() || !one.limits().isEmpty());
    }

    /** Annotations and labels of schedulers that share GPUs. */
    private static Map<String, String> shares(JsonNode metadata) {
        Map<String, String> found = new HashMap<>();
        for (String key : NodeInventories.POD_KEYS) {
            for (String holder : List.of("labels", "annotations")) {
                String value = metadata.path(holder).path(key).asText();
                if (!value.isEmpty()) {
                    found.put(key, value);
                }
            }
        }
        return found.isEmpty() ? Map.of() : found;
    }

    private static List<PodFacts.ContainerFacts> containers(JsonNode list, Set<String> unreadable) {
        var containers = new ArrayList<PodFacts.ContainerFacts>();
        list.forEach(container -> containers.add(new PodFacts.ContainerFacts(
                extended(container.path("resources").path("requests"), unreadable),
                extended(container.path("resources").path("limits"), unreadable),
                container.path("restartPolicy").asText().equals("Always"))));
        return containers;
    }

    /** {@code ip:port} with the first port that the first container names; empty while the pod has no address. */
    private static String address(JsonNode spec, JsonNode status) {
        String ip = status.path("podIP").asText();
        JsonNode port = spec.path("containers").path(0).path("ports").path(0).path("containerPort");
        if (ip.isEmpty() || !port.isInt()) {
            return "";
        }
        return (ip.indexOf(':') < 0 ? ip : "[" + ip + "]") + ":" + port.intValue();
    }

    /** Why the pod does not get ready, in the words of scheduler or kubelet; empty when there is nothing to say. */
    private static String problem(JsonNode status) {
        for (JsonNode condition : status.path("conditions")) {
            if (condition.path("type").asText().equals("PodScheduled")
                    && condition.path("status").asText().equals("False")) {
                return words(condition);
            }
        }
        for (String field : List.of("initContainerStatuses", "containerStatuses")) {
            for (JsonNode container : status.path(field)) {
                JsonNode waiting = container.path("state").path("waiting");
                String reason = waiting.path("reason").asText();
                if (!reason.isEmpty() && !reason.equals("ContainerCreating") && !reason.equals("PodInitializing")) {
                    return words(waiting);
                }
            }
        }
        return status.path("phase").asText().equals("Failed") ? words(status) : "";
    }

    private static String words(JsonNode holder) {
        String reason = holder.path("reason").asText();
        String message = holder.path("message").asText();
        return message.isEmpty() ? reason : reason.isEmpty() ? message : reason + ": " + message;
    }

    private static String conditionStatus(JsonNode status, String type) {
        for (JsonNode condition : status.path("conditions")) {
            if (condition.path("type").asText().equals(type)) {
                return condition.path("status").asText();
            }
        }
        return "";
    }

    /**
     * Extended resources have a domain ({@code nvidia.com/gpu}) and whole quantities; cpu, memory and the like have none.
     * What is no count is named in {@code unreadable} and left out.
     */
    private static Map<String, Long> extended(JsonNode quantities, Set<String> unreadable) {
        Map<String, Long> found = new HashMap<>();
        quantities.properties().forEach(entry -> {
            if (entry.getKey().indexOf('/') > 0) {
                Quantity.count(entry.getValue().asText())
                        .ifPresentOrElse(
                                units -> found.put(entry.getKey(), units), () -> unreadable.add(entry.getKey()));
            }
        });
        return found.isEmpty() ? Map.of() : found;
    }

    private static Map<String, String> texts(JsonNode labels) {
        Map<String, String> texts = new HashMap<>();
        labels.properties()
                .forEach(entry -> texts.put(entry.getKey(), entry.getValue().asText()));
        return texts;
    }
}
