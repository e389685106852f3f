package dev.windrose.simulator.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.simulator.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Cells of {@code kubectl get} that need more than a path (kubernetes, pkg/printers/internalversion). */
final class Cells {
    private static final String NONE = "<none>";
    private static final String ROLE_PREFIX = "node-role.kubernetes.io/";

    private Cells() {}

    static String podReady(ObjectNode pod) {
        long ready = Json.at(pod, "status", "containerStatuses")
                .valueStream()
                .filter(c -> c.path("ready").asBoolean())
                .count();
        return ready + "/" + Json.at(pod, "spec", "containers").size();
    }

    static String podStatus(ObjectNode pod) {
        if (!Json.text(pod, "metadata", "deletionTimestamp").isEmpty()) {
            return "Terminating";
        }
        for (JsonNode container : Json.at(pod, "status", "containerStatuses")) {
            String waiting = Json.text(container, "state", "waiting", "reason");
            if (!waiting.isEmpty()) {
                return waiting;
            }
        }
        String phase = Json.text(pod, "status", "phase");
        return phase.isEmpty() ? "Pending" : phase;
    }

    static String restarts(ObjectNode pod) {
        return Long.toString(Json.at(pod, "status", "containerStatuses")
                .valueStream()
                .mapToLong(c -> c.path("restartCount").asLong())
                .sum());
    }

    static String orNone(ObjectNode object, String... path) {
        String text = Json.text(object, path);
        return text.isEmpty() ? NONE : text;
    }

    static String nodeStatus(ObjectNode node) {
        String ready = "Unknown";
        for (JsonNode condition : Json.at(node, "status", "conditions")) {
            if (Json.text(condition, "type").equals("Ready")) {
                ready = Json.text(condition, "status").equals("True") ? "Ready" : "NotReady";
            }
        }
        return Json.at(node, "spec", "unschedulable").asBoolean() ? ready + ",SchedulingDisabled" : ready;
    }

    static String nodeRoles(ObjectNode node) {
        List<String> roles = new ArrayList<>();
        Json.at(node, "metadata", "labels").properties().forEach(e -> {
            if (e.getKey().startsWith(ROLE_PREFIX)) {
                roles.add(e.getKey().substring(ROLE_PREFIX.length()));
            }
        });
        return roles.isEmpty() ? NONE : String.join(",", roles);
    }

    static String internalIp(ObjectNode node) {
        for (JsonNode address : Json.at(node, "status", "addresses")) {
            if (Json.text(address, "type").equals("InternalIP")) {
                return Json.text(address, "address");
            }
        }
        return NONE;
    }

    static String deploymentReady(ObjectNode deployment) {
        return "%d/%d"
                .formatted(
                        Json.integer(deployment, 0, "status", "readyReplicas"),
                        Json.integer(deployment, 1, "spec", "replicas"));
    }

    static String containerNames(ObjectNode owner) {
        return joined(Json.at(owner, "spec", "template", "spec", "containers"), "name");
    }

    static String containerImages(ObjectNode owner) {
        return joined(Json.at(owner, "spec", "template", "spec", "containers"), "image");
    }

    static String labels(ObjectNode object, String... path) {
        List<String> pairs = new ArrayList<>();
        Json.at(object, path)
                .properties()
                .forEach(e -> pairs.add(e.getKey() + "=" + e.getValue().asText()));
        return pairs.isEmpty() ? NONE : String.join(",", pairs);
    }

    static String servicePorts(ObjectNode service) {
        List<String> ports = new ArrayList<>();
        for (JsonNode port : Json.at(service, "spec", "ports")) {
            String protocol = Json.text(port, "protocol");
            String nodePort = Json.text(port, "nodePort");
            ports.add(Json.text(port, "port") + (nodePort.isEmpty() ? "" : ":" + nodePort) + "/"
                    + (protocol.isEmpty() ? "TCP" : protocol));
        }
        return ports.isEmpty() ? NONE : String.join(",", ports);
    }

    static String slicePorts(ObjectNode slice) {
        String ports = joined(slice.path("ports"), "port");
        return ports.isEmpty() ? "<unset>" : ports;
    }

    static String sliceEndpoints(ObjectNode slice) {
        List<String> addresses = new ArrayList<>();
        slice.path("endpoints").forEach(e -> e.path("addresses").forEach(a -> addresses.add(a.asText())));
        if (addresses.isEmpty()) {
            return "<unset>";
        }
        int shown = Math.min(3, addresses.size());
        String text = String.join(",", addresses.subList(0, shown));
        return addresses.size() > shown ? "%s + %d more...".formatted(text, addresses.size() - shown) : text;
    }

    static String eventObject(ObjectNode event) {
        return Json.text(event, "involvedObject", "kind").toLowerCase(Locale.ROOT) + "/"
                + Json.text(event, "involvedObject", "name");
    }

    static String size(ObjectNode object, String field) {
        return Integer.toString(object.path(field).size());
    }

    private static String joined(JsonNode list, String field) {
        return String.join(
                ",", list.valueStream().map(item -> Json.text(item, field)).toList());
    }
}
