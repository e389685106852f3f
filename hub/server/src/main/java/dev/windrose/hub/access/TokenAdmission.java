package dev.windrose.hub.access;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.api.ApiTokenSpec;
import dev.windrose.api.ApiTokenStatus;
import dev.windrose.hub.fleet.Json;
import dev.windrose.kubeapi.access.Authorizer.Attributes;
import dev.windrose.kubeapi.access.Caller;
import dev.windrose.kubeapi.resource.Admission;
import dev.windrose.kubeapi.status.Cause;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Makes the secret of a new ApiToken, which only the answer shows, and refuses tokens that can do more than who makes them.
 * A token for a user or groups by name is an impersonation, and needs that right ({@code impersonate} on users and groups):
 * else somebody could lay in a token today for whoever gets powerful tomorrow.
 *
 * @param random a cryptographic one
 * @param longest how long a token may live
 */
record TokenAdmission(Supplier<Policy> policy, InstantSource clock, RandomGenerator random, Duration longest)
        implements Admission {
    private static final Duration USUAL = Duration.ofDays(90);
    private static final List<String> RESERVED = List.of("system:", "windrose:");

    @Override
    public Verdict admit(Request request) {
        if (request.caller().equals(Caller.SYSTEM)) {
            return ADMITTED;
        }
        if (!request.subresource().isEmpty()) {
            return new Verdict.Forbidden("the status of an ApiToken is the hub's");
        }
        return switch (request.operation()) {
            case CREATE -> create(request, Objects.requireNonNull(request.after(), "a create without an object"));
            case UPDATE -> update(request);
            case DELETE -> ADMITTED;
        };
    }

    private Verdict create(Request request, ObjectNode given) {
        var spec = Json.read(given.path("spec"), ApiTokenSpec.class);
        var name = given.path("metadata").path("name").asText();
        var user = Objects.requireNonNullElse(spec.user(), "");
        var groups = Objects.requireNonNullElse(spec.groups(), List.<String>of());
        var faults = reserved(user, groups);
        if (!faults.isEmpty()) {
            return new Verdict.Invalid(faults);
        }
        var refusal = refusal(request.caller(), name, user, groups);
        if (refusal.isPresent()) {
            return refusal.get();
        }
        var givenEnd = Objects.requireNonNullElse(spec.expiresAt(), "");
        return switch (Moments.end("spec.expiresAt", givenEnd, clock.instant(), USUAL, longest)) {
            case Moments.End.Refused(var causes) -> new Verdict.Invalid(causes);
            case Moments.End.At end -> new Verdict.Changed(withSecret(request, given, end));
        };
    }

    private ObjectNode withSecret(Request request, ObjectNode given, Moments.End.At end) {
        var token = TokenText.fresh(random);
        var object = given.deepCopy();
        object.withObject("/spec").put("expiresAt", end.text());
        object.set("status", Json.tree(new ApiTokenStatus(null, token.prefix(), token.hash(), null)));
        var shown = Json.MAPPER.createObjectNode();
        shown.putObject("status").put("token", token.secret());
        request.disclosure().show(shown);
        return object;
    }

    private static List<Cause> reserved(String user, List<String> groups) {
        var causes = new ArrayList<Cause>();
        if (RESERVED.stream().anyMatch(user::startsWith)) {
            causes.add(
                    Cause.invalid("spec.user", user, "names that begin with system: or windrose: belong to the hub"));
        }
        for (int i = 0; i < groups.size(); i++) {
            var group = groups.get(i);
            if (group.isEmpty() || RESERVED.stream().anyMatch(group::startsWith)) {
                causes.add(Cause.invalid(
                        "spec.groups[%d]".formatted(i),
                        group,
                        "names that are empty or begin with system: or windrose: belong to the hub"));
            }
        }
        return causes;
    }

    private Optional<Verdict> refusal(Caller caller, String name, String user, List<String> groups) {
        if (!user.isEmpty() && !mayImpersonate(caller, "users", user)) {
            return forbidden("a token for a user needs the verb impersonate on users \"%s\"", user);
        }
        for (var group : groups) {
            if (!mayImpersonate(caller, "groups", group)) {
                return forbidden("a token for a group needs the verb impersonate on groups \"%s\"", group);
            }
        }
        var token = new Caller(
                user.isEmpty() ? KnownToken.USER_PREFIX + name : user, groups, Caller.Source.API_TOKEN, name, "");
        for (var grant : policy.get().grantsOf(token)) {
            if (policy.get().missing(caller, grant).isPresent()) {
                return forbidden(
                        "the token could do more than you can: bindings give \"%s\" rights that you do not have",
                        token.user());
            }
        }
        return Optional.empty();
    }

    private boolean mayImpersonate(Caller caller, String what, String name) {
        return policy.get().allows(caller, new Attributes("impersonate", "", what, "", "", name, ""));
    }

    private static Optional<Verdict> forbidden(String text, String what) {
        return Optional.of(new Verdict.Forbidden(text.formatted(what)));
    }

    private static Verdict update(Request request) {
        var before = spec(request.before());
        var after = spec(request.after());
        return before.without("description").equals(after.without("description"))
                ? ADMITTED
                : new Verdict.Invalid(List.of(Cause.forbidden(
                        "spec", "of an ApiToken only the description can change: make a new one and delete this one")));
    }

    private static ObjectNode spec(@org.jspecify.annotations.Nullable ObjectNode object) {
        return object != null && object.get("spec") instanceof ObjectNode spec
                ? spec.deepCopy()
                : Json.MAPPER.createObjectNode();
    }
}
