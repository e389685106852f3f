package dev.windrose.hub.access;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.api.Names;
import dev.windrose.api.RoleBindingSpec;
import dev.windrose.api.RoleSpec;
import dev.windrose.hub.fleet.Json;
import dev.windrose.kubeapi.access.Authorizer.Attributes;
import dev.windrose.kubeapi.access.Authorizer.Rule;
import dev.windrose.kubeapi.access.Caller;
import dev.windrose.kubeapi.resource.Admission;
import dev.windrose.kubeapi.status.Cause;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Nobody gives away more than they have: neither by a role nor by a binding. Who may do so all the same says the verb
 * {@code escalate} on roles, {@code bind} on a role, as in Kubernetes
 * (https://kubernetes.io/docs/reference/access-authn-authz/rbac/#privilege-escalation-prevention-and-bootstrapping).
 */
record RoleAdmission(Supplier<Policy> policy) {
    Admission.Verdict role(Admission.Request request) {
        if (request.caller().equals(Caller.SYSTEM)) {
            return Admission.ADMITTED;
        }
        var name = name(request);
        if (BuiltInRoles.ROLES.containsKey(name)) {
            return new Admission.Verdict.Forbidden(
                    "the role %s is built in and cannot be changed. Maybe make a Role of another name."
                            .formatted(name));
        }
        var after = request.after();
        if (after == null || same(request, "rules")) {
            return Admission.ADMITTED;
        }
        var spec = Json.read(after.path("spec"), RoleSpec.class);
        var faults = faults(spec);
        if (!faults.isEmpty()) {
            return new Admission.Verdict.Invalid(faults);
        }
        if (may(request.caller(), "escalate", name)) {
            return Admission.ADMITTED;
        }
        return verdict(request.caller(), Optional.of(Grant.everywhere(name, Policy.rules(spec))), name);
    }

    Admission.Verdict binding(Admission.Request request) {
        var after = request.after();
        if (after == null || request.caller().equals(Caller.SYSTEM) || sameSpec(request)) {
            return Admission.ADMITTED;
        }
        var spec = Json.read(after.path("spec"), RoleBindingSpec.class);
        if (may(request.caller(), "bind", spec.role())) {
            return Admission.ADMITTED;
        }
        return verdict(request.caller(), policy.get().grant(name(request), spec), spec.role());
    }

    /** @param wanted empty: a role that is not there, or not known yet, and may turn out to be anything */
    private Admission.Verdict verdict(Caller caller, Optional<Grant> wanted, String role) {
        var missing = policy.get().missing(caller, wanted.orElse(Grant.everywhere(role, BuiltInRoles.EVERYTHING)));
        if (missing.isEmpty()) {
            return Admission.ADMITTED;
        }
        return new Admission.Verdict.Forbidden(
                wanted.isEmpty()
                        ? "there is no role \"%s\" to bind. Maybe it was made this moment: try again.".formatted(role)
                        : "user \"%s\" is attempting to grant permissions not currently held: %s. Ask somebody who holds them."
                                .formatted(caller.user(), text(missing.get())));
    }

    private boolean may(Caller caller, String verb, String role) {
        return policy.get().allows(caller, new Attributes(verb, Names.GROUP, "roles", "", "", role, ""));
    }

    private static String text(Rule rule) {
        return rule.paths().isEmpty()
                ? "%s on %s in groups %s".formatted(rule.verbs(), rule.resources(), rule.groups())
                : "%s on paths %s".formatted(rule.verbs(), rule.paths());
    }

    private static List<Cause> faults(RoleSpec spec) {
        var causes = new ArrayList<Cause>();
        int index = 0;
        for (var rule : Policy.rules(spec)) {
            var field = "spec.rules[%d]".formatted(index++);
            if (rule.verbs().isEmpty()) {
                causes.add(Cause.required(field + ".verbs", "verbs must contain at least one value"));
            }
            if (rule.paths().isEmpty()
                    && (rule.resources().isEmpty() || rule.groups().isEmpty())) {
                causes.add(Cause.required(
                        field,
                        "a rule needs apiGroups and resources, e.g. [%s] and [inferenceworkloads], or nonResourceURLs"
                                .formatted(Names.GROUP)));
            }
            if (!rule.paths().isEmpty()
                    && !(rule.resources().isEmpty()
                            && rule.groups().isEmpty()
                            && rule.names().isEmpty())) {
                causes.add(Cause.forbidden(
                        field, "a rule is about resources or about nonResourceURLs, never both: write two rules"));
            }
        }
        return causes;
    }

    private static boolean same(Admission.Request request, String field) {
        var before = request.before();
        var after = request.after();
        return before != null
                && after != null
                && before.path("spec").path(field).equals(after.path("spec").path(field));
    }

    private static boolean sameSpec(Admission.Request request) {
        var before = request.before();
        var after = request.after();
        return before != null && after != null && before.path("spec").equals(after.path("spec"));
    }

    private static String name(Admission.Request request) {
        ObjectNode object = request.after() != null ? request.after() : request.before();
        return object == null ? "" : object.path("metadata").path("name").asText();
    }
}
