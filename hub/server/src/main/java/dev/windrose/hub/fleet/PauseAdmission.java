package dev.windrose.hub.fleet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.kubeapi.access.Caller;
import dev.windrose.kubeapi.resource.Admission;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Signs a pause: {@code by} and {@code since} are the server's to say, whatever the body brings. Then the kind's own
 * rules.
 *
 * <p>A pause that keeps its reason keeps its signature. Another reason is signed by whoever gives it; the pause goes on
 * since it began. A server-side apply that lets go of the reason leaves the signature behind, for it is nobody's field:
 * that is a resumption.
 */
final class PauseAdmission implements Admission {
    private final InstantSource clock;
    private final Admission rules;

    PauseAdmission(InstantSource clock, Admission rules) {
        this.clock = clock;
        this.rules = rules;
    }

    @Override
    public Verdict admit(Request request) {
        var after = request.after();
        if (after == null || !request.subresource().isEmpty()) {
            return rules.admit(request);
        }
        var signed = signed(request.before(), after, request.caller(), clock.instant());
        if (signed.isEmpty()) {
            return rules.admit(request);
        }
        var verdict = rules.admit(new Request(
                request.operation(), request.caller(), request.subresource(), request.before(), signed.get()));
        return verdict instanceof Verdict.Admitted ? new Verdict.Changed(signed.get()) : verdict;
    }

    /** Empty when the object may stay as it is. */
    static Optional<ObjectNode> signed(@Nullable ObjectNode before, ObjectNode after, Caller caller, Instant now) {
        if (!(after.at("/spec/pause") instanceof ObjectNode given)) {
            return Optional.empty();
        }
        JsonNode old = before == null ? after.path("none") : before.at("/spec/pause");
        var reason = given.path("reason");
        if (!reason.isTextual()) {
            return isLeftOver(old, given) ? Optional.of(resumed(after)) : Optional.empty();
        }
        var by = reason.equals(old.path("reason")) ? old.path("by").asText(caller.user()) : caller.user();
        var since = old.path("since").asText(now.truncatedTo(ChronoUnit.SECONDS).toString());
        if (given.path("by").asText().equals(by) && given.path("since").asText().equals(since)) {
            return Optional.empty();
        }
        var copy = after.deepCopy();
        ((ObjectNode) copy.at("/spec/pause")).put("by", by).put("since", since);
        return Optional.of(copy);
    }

    private static boolean isLeftOver(JsonNode old, ObjectNode given) {
        return old.isObject()
                && !given.has("reason")
                && given.path("by").equals(old.path("by"))
                && given.path("since").equals(old.path("since"));
    }

    private static ObjectNode resumed(ObjectNode after) {
        var copy = after.deepCopy();
        ((ObjectNode) copy.get("spec")).remove("pause");
        return copy;
    }
}
