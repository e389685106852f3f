package dev.windrose.simulator.world;

import com.fasterxml.jackson.databind.JsonNode;
import dev.windrose.simulator.json.Json;
import org.jspecify.annotations.Nullable;

/** A ReplicaSet: how many pods are wanted, and what was last counted. */
public record ReplicaSet(
        Meta meta, int replicas, int minReadySeconds, int counted, int ready, int available, String templateHash)
        implements Seen {
    public static final String REVISION = "deployment.kubernetes.io/revision";

    static ReplicaSet of(Meta meta, @Nullable Seen before) {
        JsonNode spec = meta.at("spec");
        JsonNode status = meta.at("status");
        return new ReplicaSet(
                meta,
                Json.integer(spec, 1, "replicas"),
                Json.integer(spec, 0, "minReadySeconds"),
                Json.integer(status, 0, "replicas"),
                Json.integer(status, 0, "readyReplicas"),
                Json.integer(status, 0, "availableReplicas"),
                before instanceof ReplicaSet same && Deployment.sameTemplate(same.meta(), meta)
                        ? same.templateHash()
                        : Templates.hash(spec.path("template")));
    }

    public long revision() {
        String text = meta.annotation(REVISION);
        try {
            return text.isEmpty() ? 0 : Long.parseLong(text);
        } catch (NumberFormatException _) {
            return 0;
        }
    }
}
