package dev.windrose.agent.inventory;

import com.fasterxml.jackson.databind.JsonNode;
import dev.windrose.agent.apply.Ownership;
import dev.windrose.placement.inventory.NodeFacts;
import dev.windrose.placement.inventory.PodFacts;
import dev.windrose.placement.inventory.Taint;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Nodes and pods as the API server sends them, turned into the facts that inventory and status need. */
final class ClusterFacts {

    private ClusterFacts() {}

    static NodeFacts node(JsonNode node) {
        JsonNode status = node.path("status");
        var taints = new ArrayList<Taint>();
        node.path("spec")
                .path("taints")
                .forEach(taint -> taints.add(new Taint(
                        taint.path("key").asText(),
                        taint.path("value").asText(),
                        Taint.Effect.parse(taint.path("effect").asText()))));
        return new NodeFacts(
                node.path("metadata").path("name").asText(),
                texts(node.path("metadata").path("labels")),
                extended(status.path("capacity")),
                extended(status.path("allocatable")),
                taints,
                node.path("spec").path("unschedulable").asBoolean(),
                conditionStatus(status, "Ready"),
                node.path("spec").path("providerID").asText());
    }

    /** Null for a pod that neither holds an extended resource nor is of ours: nobody asks for it. */
    static @Nullable PodView pod(JsonNode pod) {
        String uid = Ownership.label(pod, Ownership.WORKLOAD_UID);
        JsonNode spec = pod.path("spec");
        List<PodFacts.ContainerFacts> inits = containers(spec.path("initContainers"));
        List<PodFacts.ContainerFacts> mains = containers(spec.path("containers"));
        Map<String, Long> overhead = extended(spec.path("overhead"));
        if (uid.isEmpty() && overhead.isEmpty() && !holdsAny(inits) && !holdsAny(mains)) {
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
                overhead);
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

    private static List<PodFacts.ContainerFacts> containers(JsonNode list) {
        var containers = new ArrayList<PodFacts.ContainerFacts>();
        list.forEach(container -> containers.add(new PodFacts.ContainerFacts(
                extended(container.path("resources").path("requests")),
                extended(container.path("resources").path("limits")),
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

    /** Extended resources have a domain ({@code nvidia.com/gpu}) and whole quantities; cpu, memory and the like have none. */
    private static Map<String, Long> extended(JsonNode quantities) {
        Map<String, Long> found = new HashMap<>();
        quantities.properties().forEach(entry -> {
            if (entry.getKey().indexOf('/') > 0) {
                found.put(entry.getKey(), whole(entry.getValue().asText()));
            }
        });
        return found.isEmpty() ? Map.of() : found;
    }

    /** A whole quantity, e.g. {@code 8} or {@code 2k}. One that cannot be read counts as none: there is nothing to give out. */
    static long whole(String quantity) {
        if (quantity.isEmpty()) {
            return 0;
        }
        long factor = switch (quantity.charAt(quantity.length() - 1)) {
            case 'k' -> 1_000L;
            case 'M' -> 1_000_000L;
            case 'G' -> 1_000_000_000L;
            default -> 1;
        };
        try {
            String digits = factor == 1 ? quantity : quantity.substring(0, quantity.length() - 1);
            return new BigDecimal(digits).multiply(BigDecimal.valueOf(factor)).longValue();
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    private static Map<String, String> texts(JsonNode labels) {
        Map<String, String> texts = new HashMap<>();
        labels.properties()
                .forEach(entry -> texts.put(entry.getKey(), entry.getValue().asText()));
        return texts;
    }
}
