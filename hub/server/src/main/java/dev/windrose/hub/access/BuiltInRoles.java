package dev.windrose.hub.access;

import dev.windrose.api.Names;
import dev.windrose.kubeapi.access.Authorizer.Rule;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The roles that every hub has. They are listed kind by kind: what is added to the API is nobody's but the
 * administrator's until it is named here.
 */
final class BuiltInRoles {
    static final String LABEL = "windrose.dev/built-in";

    private static final List<String> READ = List.of("get", "list", "watch");
    private static final List<String> WRITE = List.of("create", "update", "patch", "delete", "deletecollection");
    private static final List<String> FLEET = List.of(Names.GROUP);
    private static final List<String> CORE = List.of("");
    private static final List<String> ALL = List.of(Rules.ALL);

    /** What a tenant sees of its own namespace; the rest of the viewer's sight lies outside of namespaces. */
    private static final List<Rule> VIEW = List.of(
            resources(
                    READ,
                    FLEET,
                    "inferenceworkloads",
                    "inferenceworkloads/status",
                    "inferenceworkloads/scale",
                    "budgets",
                    "budgets/status",
                    "memberclusters",
                    "memberclusters/status",
                    "memberclusters/inventory",
                    "pricesources",
                    "pricesources/status",
                    "fleets",
                    "fleets/status",
                    "approvals",
                    "approvals/status"),
            resources(READ, CORE, "namespaces", "namespaces/status", "events"),
            resources(READ, List.of("events.k8s.io"), "events"));

    private static final List<Rule> EDIT = List.of(
            resources(WRITE, FLEET, "inferenceworkloads", "inferenceworkloads/scale"),
            // Requests may stand in logs: for those who could read them anyway.
            resources(List.of("get"), FLEET, "inferenceworkloads/log"));

    private static final List<Rule> OPERATE = List.of(
            // Not the editor: who spends does not raise the ceiling.
            resources(WRITE, FLEET, "memberclusters", "pricesources", "fleets", "budgets"),
            resources(join(READ, WRITE), FLEET, "jointokens"),
            resources(READ, FLEET, "jointokens/status", "roles"),
            resources(WRITE, CORE, "namespaces"),
            paths("/q/metrics", "/q/health", "/q/health/*"));

    private static final List<Rule> APPROVE = List.of(resources(List.of("create", "delete"), FLEET, "approvals"));

    /** For everybody who could be authenticated: what is served, and what they themselves may do. */
    static final List<Rule> BASIC = List.of(
            resources(
                    List.of("create"),
                    List.of("authorization.k8s.io"),
                    "selfsubjectaccessreviews",
                    "selfsubjectrulesreviews"),
            resources(List.of("create"), List.of("authentication.k8s.io"), "selfsubjectreviews"),
            // Not /api/*: below it lies what is no resource, and each of that has a right of its own.
            paths(
                    "/api",
                    "/api/v1",
                    "/apis",
                    "/apis/*",
                    "/openapi",
                    "/openapi/*",
                    "/version",
                    "/healthz",
                    "/livez",
                    "/readyz",
                    // Each shows no more than the caller's other rights let it see.
                    "/api/v1/fleet/summary",
                    "/api/v1/fleet/endpoints",
                    "/api/v1/cost",
                    "/api/v1/costs",
                    "/api/v1/stream",
                    "/api/v1/placements/plan",
                    "/api/v1/placements/plan/history"),
            new Rule(List.of("create"), List.of(), List.of(), List.of(), List.of("/api/v1/placements/what-if")));

    static final List<Rule> EVERYTHING =
            List.of(new Rule(ALL, ALL, ALL, List.of(), List.of()), new Rule(ALL, List.of(), List.of(), List.of(), ALL));

    /** By name, in order of power. */
    static final Map<String, BuiltIn> ROLES = roles();

    /** A role as it is shown. */
    record BuiltIn(String description, List<Rule> rules) {}

    private BuiltInRoles() {}

    private static Map<String, BuiltIn> roles() {
        var roles = new LinkedHashMap<String, BuiltIn>();
        roles.put("viewer", new BuiltIn("Sees workloads and the fleet they run on.", VIEW));
        roles.put("editor", new BuiltIn("Writes workloads; meant to be bound in namespaces.", join(VIEW, EDIT)));
        roles.put(
                "operator",
                new BuiltIn("Runs the fleet: members, joins, prices, budgets, namespaces.", join(VIEW, EDIT, OPERATE)));
        roles.put(
                "approver",
                new BuiltIn("Sees everything a viewer sees, and decides about plans.", join(VIEW, APPROVE)));
        roles.put("admin", new BuiltIn("Everything, roles and tokens included.", EVERYTHING));
        return java.util.Collections.unmodifiableMap(roles);
    }

    private static Rule resources(List<String> verbs, List<String> groups, String... resources) {
        return new Rule(verbs, groups, List.of(resources), List.of(), List.of());
    }

    private static Rule paths(String... paths) {
        return new Rule(List.of("get"), List.of(), List.of(), List.of(), List.of(paths));
    }

    @SafeVarargs
    @SuppressWarnings("varargs")
    private static <T> List<T> join(List<T>... lists) {
        return Stream.of(lists).flatMap(List::stream).toList();
    }
}
