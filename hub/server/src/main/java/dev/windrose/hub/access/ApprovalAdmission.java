package dev.windrose.hub.access;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.hub.fleet.Json;
import dev.windrose.kubeapi.access.Caller;
import dev.windrose.kubeapi.resource.Admission;
import dev.windrose.kubeapi.status.Cause;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Writes who decided, from the caller, and keeps the decision as it is. */
record ApprovalAdmission(InstantSource clock) implements Admission {
    private static final Duration USUAL = Duration.ofHours(24);
    private static final Duration LONGEST = Duration.ofDays(7);

    @Override
    public Verdict admit(Request request) {
        if (!request.subresource().isEmpty()) {
            return request.caller().equals(Caller.SYSTEM)
                    ? ADMITTED
                    : new Verdict.Forbidden("the status of an Approval is the hub's");
        }
        return switch (request.operation()) {
            case CREATE ->
                create(request.caller(), Objects.requireNonNull(request.after(), "a create without an object"));
            case UPDATE -> update(request);
            case DELETE -> ADMITTED;
        };
    }

    private Verdict create(Caller caller, ObjectNode given) {
        if (caller.equals(Caller.SYSTEM)) {
            return new Verdict.Forbidden("a person decides, never the hub");
        }
        var end = given.path("spec").path("expiresAt").asText("");
        return switch (Moments.end("spec.expiresAt", end, clock.instant(), USUAL, LONGEST)) {
            case Moments.End.Refused(var causes) -> new Verdict.Invalid(causes);
            case Moments.End.At at -> {
                var object = given.deepCopy();
                object.withObject("/spec").put("approver", caller.user()).put("expiresAt", at.text());
                object.putObject("status").put("state", "Valid");
                yield new Verdict.Changed(object);
            }
        };
    }

    /** What somebody says about the approver never counts; any other change is refused. */
    private static Verdict update(Request request) {
        var before = spec(request.before());
        var after = spec(request.after());
        if (!before.without("approver").equals(after.without("approver"))) {
            return new Verdict.Invalid(
                    List.of(Cause.forbidden("spec", "a decision cannot be changed: delete it and decide anew")));
        }
        var object = Objects.requireNonNull(request.after(), "an update without an object")
                .deepCopy();
        object.set("spec", spec(request.before()));
        return new Verdict.Changed(object);
    }

    private static ObjectNode spec(@Nullable ObjectNode object) {
        return object != null && object.get("spec") instanceof ObjectNode spec
                ? spec.deepCopy()
                : Json.MAPPER.createObjectNode();
    }
}
