package dev.windrose.hub.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import dev.windrose.hub.HubClient;
import dev.windrose.hub.HubDatabase;
import dev.windrose.hub.HubTestProfile;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tokens, roles, bindings and approvals as people meet them. */
@QuarkusTest
@TestProfile(HubTestProfile.class)
class AccessIT {
    private static final String TOKENS = HubClient.GROUP + "/apitokens";
    private static final String ROLES = HubClient.GROUP + "/roles";
    private static final String BINDINGS = HubClient.GROUP + "/rolebindings";
    private static final String APPROVALS = HubClient.GROUP + "/approvals";
    /** What the hub promises: a change of rights counts within a second. Generous, for machines that do much else. */
    private static final Duration SOON = Duration.ofSeconds(10);

    private static final AtomicInteger NUMBER = new AtomicInteger();

    @Inject
    HubClient hub;

    @Inject
    HubDatabase database;

    private final String name = "access-" + NUMBER.incrementAndGet();

    @BeforeEach
    void aNamespace() {
        post(
                "/api/v1/namespaces",
                "{\"apiVersion\":\"v1\",\"kind\":\"Namespace\",\"metadata\":{\"name\":\"%s\"}}".formatted(name));
    }

    @Test
    void theSecretIsShownOnceAndKeptNowhere() {
        var answer = token("{}");

        var secret = answer.path("status.token").toString();
        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
        assertThat(secret).matches("wrt_[a-z2-7]{8}_[A-Za-z0-9_-]{43}");
        hub.admin()
                .get(TOKENS + "/" + name)
                .then()
                .statusCode(200)
                .body("status.token", nullValue())
                .body("status.prefix", equalTo(secret.substring(0, 12)))
                .body(not(containsString(secret)));
        assertThat(database.column("select cast(object as text) from resource")).noneMatch(row -> row.contains(secret));
        assertThat(database.column("select cast(object as text) from resource_log"))
                .noneMatch(row -> row.contains(secret));
    }

    @Test
    void aDryRunMakesNoSecret() {
        hub.admin()
                .contentType("application/json")
                .body(object("ApiToken", "{}"))
                .post(TOKENS + "?dryRun=All")
                .then()
                .statusCode(201)
                .body("status.token", nullValue());
    }

    @Test
    void aTokenIsWhomItSaysUntilItIsDeleted() {
        var secret = secret("{\"user\":\"ann\",\"groups\":[\"team\"]}");
        hub.as(secret)
                .contentType("application/json")
                .body("{\"apiVersion\":\"authentication.k8s.io/v1\",\"kind\":\"SelfSubjectReview\"}")
                .post("/apis/authentication.k8s.io/v1/selfsubjectreviews")
                .then()
                .statusCode(201)
                .body("status.userInfo.username", equalTo("ann"))
                .body("status.userInfo.groups", hasItems("team", "system:authenticated"));

        hub.admin().delete(TOKENS + "/" + name).then().statusCode(200);

        awaitCode(401, secret, "/api");
    }

    @Test
    void aTokenEndsByItself() {
        var end = Instant.now().plusSeconds(3).truncatedTo(ChronoUnit.SECONDS);
        var secret = token("{\"expiresAt\":\"%s\"}".formatted(end))
                .path("status.token")
                .toString();

        awaitCode(401, secret, "/api");

        assertThat(Instant.now()).isAfterOrEqualTo(end);
    }

    @Test
    void aChangedOrShortenedTokenIsNobodys() {
        var secret = secret("{}");
        var last = secret.charAt(20) == 'A' ? 'B' : 'A';

        for (var wrong : new String[] {
            secret.substring(0, 20) + last + secret.substring(21),
            secret.substring(0, secret.length() - 1),
            secret + "A",
            secret.toUpperCase(java.util.Locale.ROOT),
            secret.substring(0, 13)
        }) {
            hub.as(wrong).get("/api").then().statusCode(401);
        }
    }

    @Test
    void rightsComeAndGoWithTheBinding() {
        var secret = secret("{}");
        var mine = "%s/namespaces/%s/inferenceworkloads".formatted(HubClient.GROUP, name);
        hub.as(secret).get(mine).then().statusCode(403);

        post(BINDINGS, object("RoleBinding", binding("editor", name)));

        awaitCode(200, secret, mine);
        hub.as(secret).get("/api/v1/namespaces/" + name).then().statusCode(200);
        hub.as(secret).get("/api/v1/namespaces").then().statusCode(403);
        hub.as(secret).get(HubClient.WORKLOADS).then().statusCode(403);
        hub.as(secret).get(HubClient.GROUP + "/inferenceworkloads").then().statusCode(403);
        hub.as(secret).get(HubClient.GROUP + "/memberclusters").then().statusCode(403);
        hub.as(secret).get(BINDINGS).then().statusCode(403);

        hub.admin().delete(BINDINGS + "/" + name).then().statusCode(200);

        awaitCode(403, secret, mine);
    }

    /** Whether a namespace or an object exists must not show to whoever has no right there. */
    @Test
    void whatIsForeignLooksTheSameWhetherOrNotItExists() {
        var secret = secret("{}");
        post(BINDINGS, object("RoleBinding", binding("editor", name)));
        awaitCode(200, secret, "/api/v1/namespaces/" + name);

        for (var path : new String[] {
            "/api/v1/namespaces/%s",
            HubClient.GROUP + "/namespaces/%s/inferenceworkloads",
            HubClient.GROUP + "/namespaces/%s/inferenceworkloads/w",
            HubClient.GROUP + "/namespaces/%s/inferenceworkloads?watch=true",
            "/api/v1/namespaces/%s/events"
        }) {
            var there = hub.as(secret).get(path.formatted("default"));
            var nowhere = hub.as(secret).get(path.formatted("nowhere"));
            assertThat(there.statusCode()).isEqualTo(403).isEqualTo(nowhere.statusCode());
            assertThat(there.asString().replace("default", "nowhere")).isEqualTo(nowhere.asString());
            assertThat(there.headers().asList().stream().map(h -> h.getName()))
                    .isEqualTo(nowhere.headers().asList().stream()
                            .map(h -> h.getName())
                            .toList());
        }
        for (var namespace : new String[] {"default", "nowhere"}) {
            hub.as(secret)
                    .contentType("application/json")
                    .body("{\"spec\":{\"namespace\":\"%s\"}}".formatted(namespace))
                    .post("/apis/authorization.k8s.io/v1/selfsubjectrulesreviews")
                    .then()
                    .statusCode(201)
                    .body("status.resourceRules.size()", equalTo(2));
        }
    }

    @Test
    void builtInRolesAreShownAndStayAsTheyAre() {
        hub.admin()
                .get(ROLES)
                .then()
                .statusCode(200)
                .body("items.metadata.name", hasItems("viewer", "editor", "operator", "approver", "admin"));

        hub.admin().delete(ROLES + "/viewer").then().statusCode(403).body("message", containsString("built in"));
        hub.admin()
                .contentType("application/merge-patch+json")
                .body("{\"metadata\":{\"labels\":{\"a\":\"b\"}}}")
                .patch(ROLES + "/viewer")
                .then()
                .statusCode(403);
        hub.admin().delete(ROLES).then().statusCode(403);
    }

    /** Rights are known from memory, which lags: whoever gives rights is held to what is committed. */
    @Test
    void whatWasTakenAwayGivesNoRightsFromThenOn() {
        var all =
                "{\"rules\":[{\"verbs\":[\"*\"],\"apiGroups\":[\"fleet.windrose.dev\"],\"resources\":[\"roles\",\"rolebindings\"]}]}";
        post(ROLES, object("Role", all));
        post(
                BINDINGS,
                object(
                        "RoleBinding",
                        "{\"role\":\"%s\",\"subjects\":[{\"kind\":\"Token\",\"name\":\"%s\"}]}".formatted(name, name)));
        var secret = secret("{}");
        awaitCode(200, secret, ROLES);
        for (int i = 0; i < 10; i++) {
            send(secret, BINDINGS, object("RoleBinding", "more", binding("admin", name)))
                    .then()
                    .statusCode(201);
            hub.admin().delete(BINDINGS + "/more").then().statusCode(200);
            rules(all.replace("\"*\"", "\"create\""));

            send(secret, BINDINGS, object("RoleBinding", "more", binding("admin", name)))
                    .then()
                    .statusCode(403);

            rules(all);
        }
        hub.admin().delete(TOKENS + "/" + name).then().statusCode(200);
        send(secret, BINDINGS, object("RoleBinding", "more", binding("admin", name)))
                .then()
                .statusCode(401);
    }

    private void rules(String spec) {
        hub.admin()
                .contentType("application/merge-patch+json")
                .body("{\"spec\":%s}".formatted(spec))
                .patch(ROLES + "/" + name)
                .then()
                .statusCode(200);
    }

    @Test
    void nobodyHandsOutWhatTheyDoNotHave() {
        post(
                ROLES,
                object(
                        "Role",
                        "{\"rules\":[{\"verbs\":[\"*\"],\"apiGroups\":[\"fleet.windrose.dev\"],\"resources\":[\"roles\",\"rolebindings\",\"apitokens\"],\"resourceNames\":[]}]}"));
        post(
                BINDINGS,
                object(
                        "RoleBinding",
                        "{\"role\":\"%s\",\"subjects\":[{\"kind\":\"Token\",\"name\":\"%s\"}]}".formatted(name, name)));
        var secret = secret("{}");
        awaitCode(200, secret, ROLES);

        // The verb * on roles contains bind and escalate, so this one is as good as an administrator: by intent.
        send(secret, BINDINGS, object("RoleBinding", "more", binding("admin", name)))
                .then()
                .statusCode(201);
        hub.admin().delete(BINDINGS + "/more").then().statusCode(200);
        hub.admin()
                .contentType("application/merge-patch+json")
                .body(
                        "{\"spec\":{\"rules\":[{\"verbs\":[\"get\",\"list\",\"create\",\"patch\"],\"apiGroups\":[\"fleet.windrose.dev\"],\"resources\":[\"roles\",\"rolebindings\",\"apitokens\"]}]}}")
                .patch(ROLES + "/" + name)
                .then()
                .statusCode(200);

        // At once: what was taken away gives nobody anything any more.
        send(secret, BINDINGS, object("RoleBinding", "more", binding("admin", name)))
                .then()
                .statusCode(403)
                .body("message", containsString("not currently held"));
        send(
                        secret,
                        ROLES,
                        object(
                                "Role",
                                "more",
                                "{\"rules\":[{\"verbs\":[\"get\"],\"apiGroups\":[\"\"],\"resources\":[\"namespaces\"]}]}"))
                .then()
                .statusCode(403);
        hub.as(secret)
                .contentType("application/merge-patch+json")
                .body("{\"spec\":{\"rules\":[{\"verbs\":[\"*\"],\"apiGroups\":[\"*\"],\"resources\":[\"*\"]}]}}")
                .patch(ROLES + "/" + name)
                .then()
                .statusCode(403);
        send(secret, TOKENS, object("ApiToken", "more", "{\"groups\":[\"system:masters\"]}"))
                .then()
                .statusCode(422);
        send(secret, TOKENS, object("ApiToken", "more", "{\"user\":\"somebody\"}"))
                .then()
                .statusCode(403);
    }

    @Test
    void theApproverIsWhoCalls() {
        var secret = secret("{\"user\":\"carl-%s\"}".formatted(name));
        post(
                BINDINGS,
                object(
                        "RoleBinding",
                        "{\"role\":\"approver\",\"subjects\":[{\"kind\":\"User\",\"name\":\"carl-%s\"}]}"
                                .formatted(name)));
        awaitCode(200, secret, APPROVALS);
        var hash = "0".repeat(64);

        send(
                        secret,
                        APPROVALS,
                        object(
                                "Approval",
                                "{\"decision\":\"Approve\",\"approver\":\"root\",\"subject\":{\"kind\":\"FleetUpgrade\",\"name\":\"u\",\"planHash\":\"%s\"}}"
                                        .formatted(hash)))
                .then()
                .statusCode(201)
                .body("spec.approver", equalTo("carl-" + name))
                .body("status.state", equalTo("Valid"));

        hub.as(secret)
                .contentType("application/merge-patch+json")
                .body("{\"spec\":{\"decision\":\"Reject\"}}")
                .patch(APPROVALS + "/" + name)
                .then()
                .statusCode(403);
        hub.admin()
                .contentType("application/merge-patch+json")
                .body("{\"spec\":{\"decision\":\"Reject\"}}")
                .patch(APPROVALS + "/" + name)
                .then()
                .statusCode(422);
        hub.admin()
                .contentType("application/merge-patch+json")
                .body("{\"status\":{\"state\":\"Expired\"}}")
                .patch(APPROVALS + "/" + name + "/status")
                .then()
                .statusCode(403);
    }

    @Test
    void nobodyActsAsSomebodyElse() {
        hub.admin()
                .header("Impersonate-User", "ann")
                .get("/api")
                .then()
                .statusCode(403)
                .body("message", containsString("does not impersonate"));
    }

    @Test
    void useOfATokenIsWrittenDown() {
        var secret = secret("{}");
        hub.as(secret).get("/api").then().statusCode(200);

        await().atMost(SOON)
                .untilAsserted(
                        () -> hub.admin().get(TOKENS + "/" + name).then().body("status.lastUsedAt", not(nullValue())));
    }

    private Response token(String spec) {
        return post(TOKENS, object("ApiToken", spec));
    }

    /** Known to the hub when it returns. */
    private String secret(String spec) {
        var secret = token(spec).path("status.token").toString();
        awaitCode(200, secret, "/api");
        return secret;
    }

    private void awaitCode(int code, String token, String path) {
        await().atMost(SOON)
                .untilAsserted(
                        () -> assertThat(hub.as(token).get(path).statusCode()).isEqualTo(code));
    }

    private Response post(String path, String body) {
        var answer = send(hub.token(), path, body);
        answer.then().statusCode(201);
        return answer;
    }

    private Response send(String token, String path, String body) {
        return hub.as(token).contentType("application/json").body(body).post(path);
    }

    private String binding(String role, String namespace) {
        return "{\"role\":\"%s\",\"subjects\":[{\"kind\":\"Token\",\"name\":\"%s\"}],\"namespaces\":[\"%s\"]}"
                .formatted(role, name, namespace);
    }

    private String object(String kind, String spec) {
        return object(kind, name, spec);
    }

    private static String object(String kind, String name, String spec) {
        return "{\"apiVersion\":\"fleet.windrose.dev/v1alpha1\",\"kind\":\"%s\",\"metadata\":{\"name\":\"%s\"},\"spec\":%s}"
                .formatted(kind, name, spec);
    }
}
