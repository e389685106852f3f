package dev.windrose.hub.access;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.api.ApprovalSpec;
import dev.windrose.api.ApprovalSpec.Decision;
import dev.windrose.api.RoleBindingSpec;
import dev.windrose.api.RoleBindingSpec.Kind;
import dev.windrose.api.RoleBindingSpec.Subject;
import dev.windrose.hub.fleet.FleetKinds;
import dev.windrose.hub.fleet.Json;
import dev.windrose.kubeapi.access.Caller;
import dev.windrose.kubeapi.access.Caller.Source;
import dev.windrose.kubeapi.resource.Admission;
import dev.windrose.kubeapi.resource.Admission.Operation;
import dev.windrose.kubeapi.resource.Admission.Verdict;
import dev.windrose.kubeapi.resource.Disclosure;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules of the kinds that decide about access. */
class AdmissionsTest {
    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
    private static final Caller ADMIN = new Caller("root", List.of(Policy.MASTERS), Source.LOCAL, "", "");
    private static final Caller ANN = new Caller("ann", List.of(), Source.OIDC, "", "");
    private static final Caller BOB = new Caller("bob", List.of(), Source.OIDC, "", "");

    /** Ann edits in mine; Bob may make tokens, and bind editors. */
    private final Policy policy = new Policy(
            Map.of("tokens", Json.read(Json.parse("""
                    {"rules":[{"verbs":["create"],"apiGroups":["fleet.windrose.dev"],"resources":["apitokens","rolebindings","roles"]},
                              {"verbs":["bind"],"apiGroups":["fleet.windrose.dev"],"resources":["roles"],"resourceNames":["editor"]}]}"""), dev.windrose.api.RoleSpec.class)),
            Map.of(
                    "a",
                    new RoleBindingSpec("editor", List.of(new Subject(Kind.User, "ann")), List.of("mine")),
                    "b",
                    new RoleBindingSpec("admin", List.of(new Subject(Kind.Token, "strong")), null),
                    "c",
                    new RoleBindingSpec("tokens", List.of(new Subject(Kind.User, "bob")), null)),
            FleetKinds.clusterScoped());

    private final RoleAdmission roles = new RoleAdmission(() -> policy);
    private final TokenAdmission tokens =
            new TokenAdmission(() -> policy, () -> NOW, new Random(1), Duration.ofDays(365));
    private final ApprovalAdmission approvals = new ApprovalAdmission(() -> NOW);

    @ParameterizedTest
    @ValueSource(strings = {"viewer", "editor", "operator", "approver", "admin"})
    void whatIsBuiltInStaysAsItIs(String name) {
        var role = object(name, "{\"rules\":[]}");

        assertThat(roles.role(create(ADMIN, role))).isInstanceOf(Verdict.Forbidden.class);
        assertThat(roles.role(new Admission.Request(Operation.UPDATE, ADMIN, "", role, role)))
                .isInstanceOf(Verdict.Forbidden.class);
        assertThat(roles.role(new Admission.Request(Operation.DELETE, ADMIN, "", role, null)))
                .isInstanceOf(Verdict.Forbidden.class);
        assertThat(roles.role(create(Caller.SYSTEM, role))).isInstanceOf(Verdict.Admitted.class);
    }

    @Test
    void aRuleSaysWhatItIsAbout() {
        for (var rule : List.of(
                "{\"verbs\":[\"get\"]}",
                "{\"verbs\":[],\"nonResourceURLs\":[\"/a\"]}",
                "{\"verbs\":[\"get\"],\"resources\":[\"x\"]}",
                "{\"verbs\":[\"get\"],\"apiGroups\":[\"\"],\"resources\":[\"x\"],\"nonResourceURLs\":[\"/a\"]}")) {
            assertThat(roles.role(create(ADMIN, object("r", "{\"rules\":[%s]}".formatted(rule)))))
                    .as(rule)
                    .isInstanceOf(Verdict.Invalid.class);
        }
    }

    @Test
    void nobodyMakesARoleThatCanDoMoreThanThey() {
        var wide = object(
                "r",
                "{\"rules\":[{\"verbs\":[\"get\"],\"apiGroups\":[\"fleet.windrose.dev\"],\"resources\":[\"jointokens\"]}]}");

        assertThat(roles.role(create(BOB, wide)))
                .isInstanceOfSatisfying(
                        Verdict.Forbidden.class,
                        no -> assertThat(no.reason())
                                .contains("not currently held")
                                .contains("jointokens"));
        assertThat(roles.role(create(ADMIN, wide))).isInstanceOf(Verdict.Admitted.class);
    }

    @Test
    void nobodyBindsMoreThanTheyHaveUnlessTheyMayBindIt() {
        assertThat(roles.binding(create(BOB, binding("viewer", null)))).isInstanceOf(Verdict.Forbidden.class);
        assertThat(roles.binding(create(BOB, binding("admin", "mine")))).isInstanceOf(Verdict.Forbidden.class);
        assertThat(roles.binding(create(BOB, binding("editor", "mine")))).isInstanceOf(Verdict.Admitted.class);
        assertThat(roles.binding(create(BOB, binding("tokens", null)))).isInstanceOf(Verdict.Admitted.class);
        assertThat(roles.binding(create(BOB, binding("nobody-knows", null)))).isInstanceOf(Verdict.Forbidden.class);
        assertThat(roles.binding(create(ADMIN, binding("nobody-knows", null)))).isInstanceOf(Verdict.Admitted.class);
        assertThat(roles.binding(create(ANN, binding("editor", "other")))).isInstanceOf(Verdict.Forbidden.class);
    }

    @Test
    void theAnswerAloneHasTheSecret() {
        var request = create(ADMIN, object("ci", "{\"description\":\"x\"}"));

        var stored = ((Verdict.Changed) tokens.admit(request)).object();
        var answer = request.disclosure().onto(stored);

        var token = TokenText.parse(answer.at("/status/token").asText()).orElseThrow();
        assertThat(token.hashesTo(stored.at("/status/tokenHash").asText())).isTrue();
        assertThat(token.prefix()).isEqualTo(stored.at("/status/prefix").asText());
        assertThat(stored.toString()).doesNotContain(token.secret());
        assertThat(stored.at("/status").has("token")).isFalse();
        assertThat(stored.at("/spec/expiresAt").asText()).isEqualTo("2026-05-30T10:00:00Z");
        assertThat(request.toString() + request.disclosure() + token).doesNotContain(token.secret());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"user\":\"system:masters\"}",
                "{\"user\":\"windrose:admin\"}",
                "{\"groups\":[\"system:masters\"]}",
                "{\"groups\":[\"a\",\"system:authenticated\"]}",
                "{\"expiresAt\":\"2026-03-01T10:00:00Z\"}",
                "{\"expiresAt\":\"2027-03-02T10:00:00Z\"}",
                "{\"expiresAt\":\"2026-02-30T10:00:00Z\"}"
            })
    void tokensForTheHubItselfOrWithoutAGoodEndAreRefused(String spec) {
        assertThat(tokens.admit(create(ADMIN, object("t", spec)))).isInstanceOf(Verdict.Invalid.class);
    }

    @Test
    void aTokenCanDoNoMoreThanWhoMakesIt() {
        assertThat(tokens.admit(create(BOB, object("weak", "{}")))).isInstanceOf(Verdict.Changed.class);
        assertThat(tokens.admit(create(BOB, object("strong", "{}")))).isInstanceOf(Verdict.Forbidden.class);
        assertThat(tokens.admit(create(BOB, object("t", "{\"user\":\"somebody\"}"))))
                .isInstanceOf(Verdict.Forbidden.class);
        assertThat(tokens.admit(create(BOB, object("t", "{\"groups\":[\"some\"]}"))))
                .isInstanceOf(Verdict.Forbidden.class);
        assertThat(tokens.admit(create(ADMIN, object("t", "{\"user\":\"somebody\",\"groups\":[\"some\"]}"))))
                .isInstanceOf(Verdict.Changed.class);
    }

    @Test
    void ofATokenOnlyTheDescriptionChanges() {
        var before = object("t", "{\"description\":\"a\",\"expiresAt\":\"2026-05-30T10:00:00Z\"}");
        var described = object("t", "{\"description\":\"b\",\"expiresAt\":\"2026-05-30T10:00:00Z\"}");
        var longer = object("t", "{\"description\":\"a\",\"expiresAt\":\"2026-06-30T10:00:00Z\"}");

        assertThat(tokens.admit(update(ADMIN, "", before, described))).isInstanceOf(Verdict.Admitted.class);
        assertThat(tokens.admit(update(ADMIN, "", before, longer))).isInstanceOf(Verdict.Invalid.class);
        assertThat(tokens.admit(update(ADMIN, "status", before, before)))
                .as("a hash of one's own would be a token of one's own")
                .isInstanceOf(Verdict.Forbidden.class);
    }

    @Test
    void theApproverIsWhoCallsWhateverIsSaid() {
        var given = object("a", decision("Approve", "\"approver\":\"root\","));

        var stored = ((Verdict.Changed) approvals.admit(create(ANN, given))).object();

        assertThat(stored.at("/spec/approver").asText()).isEqualTo("ann");
        assertThat(stored.at("/spec/expiresAt").asText()).isEqualTo("2026-03-02T10:00:00Z");
        assertThat(approvals.admit(create(Caller.SYSTEM, given))).isInstanceOf(Verdict.Forbidden.class);
    }

    @Test
    void aDecisionStays() {
        var stored = ((Verdict.Changed) approvals.admit(create(ANN, object("a", decision("Approve", ""))))).object();
        var other = stored.deepCopy();
        other.withObject("/spec").put("decision", "Reject");
        var stolen = stored.deepCopy();
        stolen.withObject("/spec").put("approver", "root");

        assertThat(approvals.admit(update(ANN, "", stored, other))).isInstanceOf(Verdict.Invalid.class);
        assertThat(((Verdict.Changed) approvals.admit(update(ANN, "", stored, stolen)))
                        .object()
                        .at("/spec/approver")
                        .asText())
                .isEqualTo("ann");
        assertThat(approvals.admit(update(ADMIN, "status", stored, stored))).isInstanceOf(Verdict.Forbidden.class);
    }

    @Test
    void aDecisionEndsAndARejectionOutweighs() {
        var subject = new ApprovalSpec.Subject("FleetUpgrade", "u", "a".repeat(64));
        var another = new ApprovalSpec.Subject("FleetUpgrade", "u", "b".repeat(64));
        var yes = new ApprovalSpec(
                Decision.Approve, subject, null, NOW.plusSeconds(10).toString(), "ann");
        var no = new ApprovalSpec(
                Decision.Reject, subject, null, NOW.plusSeconds(5).toString(), "bob");

        assertThat(Approvals.of(List.of(yes), subject, NOW)).isEqualTo(Approvals.Standing.APPROVED);
        assertThat(Approvals.of(List.of(yes), another, NOW)).isEqualTo(Approvals.Standing.OPEN);
        assertThat(Approvals.of(List.of(yes, no), subject, NOW)).isEqualTo(Approvals.Standing.REJECTED);
        assertThat(Approvals.of(List.of(yes, no), subject, NOW.plusSeconds(5))).isEqualTo(Approvals.Standing.APPROVED);
        assertThat(Approvals.of(List.of(yes, no), subject, NOW.plusSeconds(10))).isEqualTo(Approvals.Standing.OPEN);
    }

    private static ObjectNode binding(String role, @Nullable String namespace) {
        return object(
                "b",
                "{\"role\":\"%s\",\"subjects\":[{\"kind\":\"User\",\"name\":\"x\"}]%s}"
                        .formatted(role, namespace == null ? "" : ",\"namespaces\":[\"%s\"]".formatted(namespace)));
    }

    private static String decision(String decision, String more) {
        return "{\"decision\":\"%s\",%s\"subject\":{\"kind\":\"FleetUpgrade\",\"name\":\"u\",\"planHash\":\"%s\"}}"
                .formatted(decision, more, "a".repeat(64));
    }

    private static ObjectNode object(String name, String spec) {
        var object = Json.MAPPER.createObjectNode();
        object.putObject("metadata").put("name", name);
        object.set("spec", Json.parse(spec));
        return object;
    }

    private static Admission.Request create(Caller caller, ObjectNode object) {
        return new Admission.Request(Operation.CREATE, caller, "", null, object, new Disclosure());
    }

    private static Admission.Request update(Caller caller, String subresource, ObjectNode before, ObjectNode after) {
        return new Admission.Request(Operation.UPDATE, caller, subresource, before, after);
    }
}
