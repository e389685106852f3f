package dev.windrose.simulator.world;

import com.fasterxml.jackson.databind.JsonNode;
import dev.windrose.simulator.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A Service.
 *
 * @param clusterIp empty when none was allocated, "None" for a headless one
 * @param selector empty: somebody else makes its slices
 */
public record Service(
        Meta meta,
        String type,
        String clusterIp,
        Map<String, String> selector,
        List<Port> ports,
        boolean publishNotReady)
        implements Seen {
    /** @param target number or name of a container port, as text; the port itself when absent */
    public record Port(String name, String protocol, int port, String target, String appProtocol) {}

    static Service of(Meta meta) {
        JsonNode spec = meta.at("spec");
        List<Port> ports = new ArrayList<>();
        for (JsonNode port : spec.path("ports")) {
            String protocol = Json.text(port, "protocol");
            String target = Json.text(port, "targetPort");
            ports.add(new Port(
                    Json.text(port, "name"),
                    protocol.isEmpty() ? "TCP" : protocol,
                    port.path("port").asInt(),
                    target.isEmpty() || target.equals("0") ? Json.text(port, "port") : target,
                    Json.text(port, "appProtocol")));
        }
        return new Service(
                meta,
                Json.text(spec, "type"),
                Json.text(spec, "clusterIP"),
                Json.strings(spec.path("selector")),
                ports,
                spec.path("publishNotReadyAddresses").asBoolean());
    }

    public boolean headless() {
        return clusterIp.equals("None");
    }

    public boolean selects(Pod pod) {
        return !selector.isEmpty()
                && meta.namespace().equals(pod.meta().namespace())
                && pod.meta().labels().entrySet().containsAll(selector.entrySet());
    }
}
