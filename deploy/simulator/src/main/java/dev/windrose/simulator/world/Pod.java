package dev.windrose.simulator.world;

import com.fasterxml.jackson.databind.JsonNode;
import dev.windrose.simulator.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A pod.
 *
 * @param nodeName empty until it is bound
 * @param phase Pending when the object does not say
 * @param requests of all containers, in thousandths; a limit without a request counts as the request, as the API
 *     server defaults it
 */
public record Pod(
        Meta meta,
        String nodeName,
        String phase,
        boolean ready,
        String ip,
        int priority,
        Map<String, Long> requests,
        Map<String, String> nodeSelector,
        List<NodeTerm> requiredTerms,
        boolean hasRequiredTerms,
        List<Toleration> tolerations)
        implements Seen {
    static Pod of(Meta meta) {
        JsonNode spec = meta.at("spec");
        JsonNode required = Json.at(spec, "affinity", "nodeAffinity", "requiredDuringSchedulingIgnoredDuringExecution");
        List<NodeTerm> terms = new ArrayList<>();
        required.path("nodeSelectorTerms").forEach(term -> terms.add(NodeTerm.of(term)));
        List<Toleration> tolerations = new ArrayList<>();
        spec.path("tolerations").forEach(t -> tolerations.add(Toleration.of(t)));
        String phase = Json.text(meta.object(), "status", "phase");
        return new Pod(
                meta,
                Json.text(spec, "nodeName"),
                phase.isEmpty() ? "Pending" : phase,
                condition(meta, "Ready").equals("True"),
                Json.text(meta.object(), "status", "podIP"),
                spec.path("priority").asInt(0),
                requests(spec),
                Json.strings(spec.path("nodeSelector")),
                terms,
                !required.isMissingNode(),
                tolerations);
    }

    public boolean bound() {
        return !nodeName.isEmpty();
    }

    /** Succeeded or Failed: it holds nothing any more. */
    public boolean finished() {
        return phase.equals("Succeeded") || phase.equals("Failed");
    }

    public boolean running() {
        return phase.equals("Running");
    }

    /** Counts for its owner: neither finished nor on its way out. */
    public boolean active() {
        return !finished() && !meta.deleting();
    }

    /** The status of a condition, empty when the pod has none of that type. */
    public static String condition(Meta meta, String type) {
        for (JsonNode condition : meta.at("status", "conditions")) {
            if (Json.text(condition, "type").equals(type)) {
                return Json.text(condition, "status");
            }
        }
        return "";
    }

    /** Sum of the containers, or the largest init container where that is more (KEP-753 aside: no sidecars). */
    private static Map<String, Long> requests(JsonNode spec) {
        Map<String, Long> sum = new TreeMap<>();
        spec.path("containers").forEach(c -> Quantities.add(sum, ofContainer(c)));
        spec.path("initContainers").forEach(c -> Quantities.max(sum, ofContainer(c)));
        return sum;
    }

    private static Map<String, Long> ofContainer(JsonNode container) {
        Map<String, Long> found = Quantities.read(Json.at(container, "resources", "limits"));
        found.putAll(Quantities.read(Json.at(container, "resources", "requests")));
        return found;
    }
}
