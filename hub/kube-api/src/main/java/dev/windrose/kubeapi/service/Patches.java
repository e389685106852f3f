package dev.windrose.kubeapi.service;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.kubeapi.json.Body;
import dev.windrose.kubeapi.patch.JsonPatch;
import dev.windrose.kubeapi.patch.MergePatch;
import dev.windrose.kubeapi.patch.PatchException;
import dev.windrose.kubeapi.patch.StrategicMergePatch;
import dev.windrose.kubeapi.schema.Schema;
import dev.windrose.kubeapi.service.Updates.Target;
import dev.windrose.kubeapi.status.ApiException;
import dev.windrose.kubeapi.status.Failures;
import dev.windrose.kubeapi.status.Reason;
import java.util.concurrent.CompletionStage;

/** JSON, merge and strategic merge patches. */
record Patches(Updates updates) {
    CompletionStage<Outcome> patch(Target target, PatchType type, Body patch, WriteOptions options) {
        if (type == PatchType.STRATEGIC && !target.resource().builtIn()) {
            throw Failures.unsupportedMediaType(PatchType.accepted(false));
        }
        Schema schema = target.resource().schema();
        return updates.modify(
                target,
                options,
                true,
                live -> new Body(patched(schema, type, live, patch.value()), patch.duplicates()));
    }

    /** The target with the patch applied; faults of the patch as the refusals that they are. */
    static JsonNode patched(Schema schema, PatchType type, ObjectNode live, JsonNode patch) {
        try {
            return switch (type) {
                case JSON -> JsonPatch.apply(live, patch);
                case MERGE -> merged(live, patch);
                case STRATEGIC -> StrategicMergePatch.apply(schema, live, patch);
                case APPLY -> throw new IllegalArgumentException("an apply is no patch of the live object");
            };
        } catch (PatchException e) {
            String message = String.valueOf(e.getMessage());
            throw switch (e.kind()) {
                case MALFORMED -> Failures.badRequest(message);
                case UNFIT -> Failures.unprocessable(message);
                case TOO_LONG -> new ApiException(Reason.TOO_LARGE, message, ApiException.Details.NONE);
            };
        }
    }

    private static JsonNode merged(ObjectNode live, JsonNode patch) {
        if (!patch.isObject()) {
            throw Failures.badRequest("a merge patch of an object must be an object");
        }
        return MergePatch.apply(live, patch);
    }
}
