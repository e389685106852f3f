package dev.windrose.simulator.world;

import com.fasterxml.jackson.databind.JsonNode;
import dev.windrose.simulator.json.Json;
import org.jspecify.annotations.Nullable;

/**
 * A Deployment.
 *
 * @param maxSurge pods above replicas that a rollout may have; percentages round up
 * @param maxUnavailable pods below replicas that a rollout may have; percentages round down; one when both are zero
 * @param templateHash of spec.template
 */
public record Deployment(
        Meta meta,
        int replicas,
        boolean paused,
        boolean recreate,
        int maxSurge,
        int maxUnavailable,
        int minReadySeconds,
        int progressDeadlineSeconds,
        int revisionHistoryLimit,
        String templateHash)
        implements Seen {
    private static final int DEFAULT_DEADLINE = 600;
    private static final int DEFAULT_HISTORY = 10;

    /** @param before as it was; most changes are of its status, and the hash of a template costs */
    static Deployment of(Meta meta, @Nullable Seen before) {
        JsonNode spec = meta.at("spec");
        int replicas = Json.integer(spec, 1, "replicas");
        JsonNode rolling = Json.at(spec, "strategy", "rollingUpdate");
        boolean recreate = Json.text(spec, "strategy", "type").equals("Recreate");
        int surge = recreate ? 0 : scaled(rolling.path("maxSurge"), replicas, true);
        int unavailable = recreate ? 0 : scaled(rolling.path("maxUnavailable"), replicas, false);
        if (!recreate && surge == 0 && unavailable == 0) {
            unavailable = 1;
        }
        return new Deployment(
                meta,
                replicas,
                spec.path("paused").asBoolean(),
                recreate,
                surge,
                Math.min(unavailable, replicas),
                Json.integer(spec, 0, "minReadySeconds"),
                Json.integer(spec, DEFAULT_DEADLINE, "progressDeadlineSeconds"),
                Json.integer(spec, DEFAULT_HISTORY, "revisionHistoryLimit"),
                before instanceof Deployment same && sameTemplate(same.meta(), meta)
                        ? same.templateHash()
                        : Templates.hash(spec.path("template")));
    }

    static boolean sameTemplate(Meta one, Meta other) {
        return one.at("spec", "template").equals(other.at("spec", "template"));
    }

    /** IntOrString, 25 % when absent (deployment API defaults; intstr.GetScaledValueFromIntOrPercent). */
    private static int scaled(JsonNode value, int total, boolean up) {
        if (value.isInt()) {
            return Math.max(0, value.asInt());
        }
        String text = value.isTextual() ? value.asText() : "25%";
        long percent;
        try {
            percent = Long.parseLong(text.endsWith("%") ? text.substring(0, text.length() - 1) : text);
        } catch (NumberFormatException _) {
            percent = 0;
        }
        long product = Math.max(0, percent) * total;
        return Math.toIntExact(up ? Math.ceilDiv(product, 100L) : Math.floorDiv(product, 100L));
    }
}
