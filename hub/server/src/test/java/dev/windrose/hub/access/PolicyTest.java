package dev.windrose.hub.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.api.RoleBindingSpec;
import dev.windrose.api.RoleBindingSpec.Kind;
import dev.windrose.api.RoleBindingSpec.Subject;
import dev.windrose.api.RoleSpec;
import dev.windrose.hub.fleet.FleetKinds;
import dev.windrose.kubeapi.access.Authorizer.Attributes;
import dev.windrose.kubeapi.access.Caller;
import dev.windrose.kubeapi.access.Caller.Source;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PolicyTest {
    private static final String GROUP = "fleet.windrose.dev";

    @ParameterizedTest
    @CsvSource({
        // role, verb, group, resource, namespace, name, allowed
        "viewer,   get,    fleet.windrose.dev, inferenceworkloads,        mine,  w, true",
        "viewer,   create, fleet.windrose.dev, inferenceworkloads,        mine,  w, false",
        "viewer,   list,   fleet.windrose.dev, inferenceworkloads,        other, '', false",
        "viewer,   list,   fleet.windrose.dev, inferenceworkloads,        '',    '', false",
        "viewer,   get,    '',                 namespaces,                mine,  mine, true",
        "viewer,   get,    '',                 namespaces,                other, other, false",
        "viewer,   list,   '',                 namespaces,                '',    '', false",
        "viewer,   get,    fleet.windrose.dev, memberclusters,            '',    m, false",
        "viewer,   get,    fleet.windrose.dev, memberclusters,            mine,  m, false",
        "editor,   patch,  fleet.windrose.dev, inferenceworkloads,        mine,  w, true",
        "editor,   patch,  fleet.windrose.dev, inferenceworkloads,        other, w, false",
        "editor,   update, fleet.windrose.dev, inferenceworkloads/scale,  mine,  w, true",
        "editor,   update, fleet.windrose.dev, inferenceworkloads/status, mine,  w, false",
        "editor,   delete, '',                 namespaces,                mine,  mine, false",
        "editor,   create, fleet.windrose.dev, rolebindings,              '',    b, false",
        "operator, create, fleet.windrose.dev, memberclusters,            mine,  m, false",
        "approver, create, fleet.windrose.dev, approvals,                 mine,  a, false",
        "admin,    delete, fleet.windrose.dev, inferenceworkloads,        mine,  w, true",
        "admin,    create, fleet.windrose.dev, rolebindings,              mine,  b, false",
        "admin,    get,    fleet.windrose.dev, inferenceworkloads,        other, w, false",
    })
    void insideOfItsNamespacesABindingGivesWhatTheRoleSays(
            String role, String verb, String group, String resource, String namespace, String name, boolean allowed) {
        var policy = policy(Map.of(), binding(role, List.of("mine"), "ann"));

        assertThat(policy.allows(caller("ann"), asked(verb, group, resource, namespace, name)))
                .isEqualTo(allowed);
    }

    @ParameterizedTest
    @CsvSource({
        "viewer,   list,   '',                 namespaces,     true",
        "viewer,   list,   fleet.windrose.dev, memberclusters, true",
        "viewer,   list,   fleet.windrose.dev, jointokens,     false",
        "viewer,   list,   fleet.windrose.dev, apitokens,      false",
        "viewer,   list,   fleet.windrose.dev, auditevents,    false",
        "editor,   create, fleet.windrose.dev, memberclusters, false",
        "operator, create, fleet.windrose.dev, memberclusters, true",
        "operator, create, fleet.windrose.dev, rolebindings,   false",
        "operator, create, fleet.windrose.dev, approvals,      false",
        "approver, create, fleet.windrose.dev, approvals,      true",
        "approver, update, fleet.windrose.dev, memberclusters, false",
        "admin,    create, fleet.windrose.dev, rolebindings,   true",
    })
    void everywhereABindingReachesBeyondNamespaces(
            String role, String verb, String group, String resource, boolean allowed) {
        var policy = policy(Map.of(), binding(role, null, "ann"));

        assertThat(policy.allows(caller("ann"), asked(verb, group, resource, "", "")))
                .isEqualTo(allowed);
    }

    @Test
    void aBindingWithAnEmptyListOfNamespacesGivesNothing() {
        var policy = policy(Map.of(), binding("admin", List.of(), "ann"));

        assertThat(policy.allows(caller("ann"), asked("get", GROUP, "inferenceworkloads", "mine", "w")))
                .isFalse();
        assertThat(policy.allows(caller("ann"), asked("get", GROUP, "memberclusters", "", "m")))
                .isFalse();
    }

    @Test
    void subjectsAreToldApartByKind() {
        var policy = new Policy(
                Map.of(),
                Map.of(
                        "a",
                        new RoleBindingSpec("viewer", List.of(new Subject(Kind.Group, "ann")), null),
                        "b",
                        new RoleBindingSpec("viewer", List.of(new Subject(Kind.Token, "ci")), null)),
                FleetKinds.clusterScoped());
        var list = asked("list", GROUP, "memberclusters", "", "");

        assertThat(policy.allows(caller("ann"), list)).isFalse();
        assertThat(policy.allows(new Caller("x", List.of("ann"), Source.OIDC, "", ""), list))
                .isTrue();
        assertThat(policy.allows(new Caller("x", List.of(), Source.API_TOKEN, "ci", ""), list))
                .isTrue();
        assertThat(policy.allows(new Caller("x", List.of(), Source.OIDC, "ci", ""), list))
                .as("an issuer's token whose id is an ApiToken's name")
                .isFalse();
    }

    @Test
    void onlyWhatComesFromThisMachineIsAMaster() {
        var policy = policy(Map.of());
        var wanted = asked("delete", GROUP, "roles", "", "x");
        var groups = List.of(Policy.MASTERS);

        assertThat(policy.allows(new Caller("a", groups, Source.LOCAL, "", ""), wanted))
                .isTrue();
        assertThat(policy.allows(new Caller("a", groups, Source.OIDC, "", ""), wanted))
                .isFalse();
        assertThat(policy.allows(new Caller("a", groups, Source.API_TOKEN, "", ""), wanted))
                .isFalse();
        assertThat(policy.allows(new Caller("a", groups, Source.NONE, "", ""), wanted))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api", "/api/v1", "/apis", "/apis/fleet.windrose.dev/v1alpha1", "/openapi/v3", "/version"})
    void whoeverIsKnownMayReadWhatIsServed(String path) {
        assertThat(policy(Map.of()).allows(caller("ann"), Attributes.path("get", path)))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/v1/fleet", "/api/v1/x/y", "/q/metrics", "/q/health", "/", "/apisx", "/debug"})
    void otherPathsNeedARight(String path) {
        assertThat(policy(Map.of()).allows(caller("ann"), Attributes.path("get", path)))
                .isFalse();
    }

    @Test
    void anOwnRoleAllowsItsRulesAndNoMore() {
        var role = new RoleSpec(
                null,
                List.of(
                        new RoleSpec.Rule(
                                List.of("get", "patch"),
                                List.of(GROUP),
                                List.of("inferenceworkloads"),
                                List.of("one"),
                                null),
                        new RoleSpec.Rule(List.of("get"), null, null, null, List.of("/q/*"))));
        var policy = policy(Map.of("own", role), binding("own", null, "ann"));

        assertThat(policy.allows(caller("ann"), asked("patch", GROUP, "inferenceworkloads", "a", "one")))
                .isTrue();
        assertThat(policy.allows(caller("ann"), asked("patch", GROUP, "inferenceworkloads", "a", "two")))
                .isFalse();
        assertThat(policy.allows(caller("ann"), asked("get", GROUP, "inferenceworkloads", "a", "")))
                .isFalse();
        assertThat(policy.allows(caller("ann"), Attributes.path("get", "/q/metrics")))
                .isTrue();
        assertThat(policy.allows(caller("ann"), Attributes.path("get", "/qq"))).isFalse();
    }

    @Test
    void aStoredRoleOfABuiltInNameDoesNotCount() {
        var all = new RoleSpec(null, List.of(new RoleSpec.Rule(List.of("*"), List.of("*"), List.of("*"), null, null)));
        var policy = policy(Map.of("viewer", all), binding("viewer", null, "ann"));

        assertThat(policy.allows(caller("ann"), asked("delete", GROUP, "memberclusters", "", "m")))
                .isFalse();
    }

    @Test
    void whatIsListedIsWhatIsAllowed() {
        var policy = policy(Map.of(), binding("editor", List.of("mine"), "ann"));

        var rules = policy.rules(caller("ann"), "mine");

        assertThat(rules).noneMatch(rule -> rule.resources().contains("memberclusters"));
        assertThat(rules)
                .anyMatch(rule -> rule.resources().equals(List.of("namespaces"))
                        && rule.names().equals(List.of("mine"))
                        && rule.verbs().equals(List.of("get")));
        assertThat(policy.rules(caller("ann"), "other")).isEqualTo(policy.rules(caller("ann"), "no-such"));
        assertThat(policy.rules(caller("ann"), "other")).containsExactlyElementsOf(BuiltInRoles.BASIC);
    }

    @Test
    void somebodyIsMissingWhatReachesFurtherThanTheirs() {
        var policy = policy(Map.of(), binding("editor", List.of("mine"), "ann"));
        var editorHere = policy.grant("b", new RoleBindingSpec("editor", List.of(), List.of("mine")))
                .orElseThrow();
        var editorThere = policy.grant("b", new RoleBindingSpec("editor", List.of(), List.of("mine", "other")))
                .orElseThrow();
        var editorEverywhere = policy.grant("b", new RoleBindingSpec("editor", List.of(), null))
                .orElseThrow();
        var adminHere = policy.grant("b", new RoleBindingSpec("admin", List.of(), List.of("mine")))
                .orElseThrow();

        assertThat(policy.missing(caller("ann"), editorHere)).isEmpty();
        assertThat(policy.missing(caller("ann"), editorThere)).isPresent();
        assertThat(policy.missing(caller("ann"), editorEverywhere)).isPresent();
        assertThat(policy.missing(caller("ann"), adminHere)).isPresent();
    }

    private static Policy policy(Map<String, RoleSpec> roles, RoleBindingSpec... bindings) {
        var named = new HashMap<String, RoleBindingSpec>();
        for (var binding : bindings) {
            named.put("binding-" + named.size(), binding);
        }
        return new Policy(roles, named, FleetKinds.clusterScoped());
    }

    private static RoleBindingSpec binding(String role, @Nullable List<String> namespaces, String user) {
        return new RoleBindingSpec(role, List.of(new Subject(Kind.User, user)), namespaces);
    }

    private static Caller caller(String user) {
        return new Caller(user, List.of(KnownToken.AUTHENTICATED), Source.OIDC, "", "");
    }

    private static Attributes asked(String verb, String group, String resource, String namespace, String name) {
        var slash = resource.indexOf('/');
        return new Attributes(
                verb,
                group,
                slash < 0 ? resource : resource.substring(0, slash),
                slash < 0 ? "" : resource.substring(slash + 1),
                namespace,
                name,
                "");
    }
}
