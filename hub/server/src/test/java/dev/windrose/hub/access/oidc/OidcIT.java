package dev.windrose.hub.access.oidc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.windrose.hub.HubClient;
import dev.windrose.hub.HubTestProfile;
import dev.windrose.hub.fleet.Json;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** People and programs with tokens of a real Keycloak, got by the flows that they use. */
@QuarkusTest
@TestProfile(OidcIT.WithKeycloak.class)
class OidcIT {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Pattern FORM = Pattern.compile("action=\"([^\"]+)\"");
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private static @Nullable Keycloak keycloak;

    /** The hub that believes in that Keycloak. */
    public static final class WithKeycloak extends HubTestProfile {
        @Override
        public List<TestResourceEntry> testResources() {
            var all = new ArrayList<>(super.testResources());
            all.add(new TestResourceEntry(Issuer.class));
            return all;
        }
    }

    /** Keycloak before the hub. */
    public static final class Issuer implements QuarkusTestResourceLifecycleManager {
        private @Nullable Keycloak started;

        @Override
        public Map<String, String> start() {
            var distribution = Keycloak.distribution();
            if (distribution.isEmpty()) {
                return Map.of();
            }
            started = Keycloak.start(distribution.get());
            return Map.of(
                    "windrose.hub.oidc.issuer", started.issuer(),
                    "windrose.hub.oidc.audiences", "windrose",
                    "windrose.hub.oidc.username-claim", "preferred_username",
                    "windrose.hub.oidc.ca-file", started.caFile().toString(),
                    "windrose.hub.oidc.clock-skew", "PT1S");
        }

        @Override
        public void inject(TestInjector injector) {
            injector.injectIntoFields(started, field -> field.getName().equals("running"));
        }

        @Override
        public void stop() {
            if (started != null) {
                started.close();
            }
        }
    }

    @Inject
    HubClient hub;

    @Nullable
    Keycloak running;

    @BeforeEach
    void needsKeycloak() {
        boolean required = "all".equals(System.getenv("FLEET_REQUIRE"));
        Assumptions.assumeTrue(running != null || required, "no Keycloak: add -Pissuer, or set KEYCLOAK_HOME");
        assertThat(running)
                .as("FLEET_REQUIRE=all needs -Pissuer or KEYCLOAK_HOME")
                .isNotNull();
        keycloak = running;
    }

    @Test
    void aPersonWithAPasswordIsWhoTheIssuerSays() throws Exception {
        var answer = password();

        assertThat(whoAmI(answer)).containsEntry("username", "oidc:ann");
        assertThat(whoAmI(answer).get("groups").toString()).contains("oidc:team-a", "system:authenticated");
    }

    /** The authorization code flow with PKCE (RFC 7636), as kubectl's login helpers go it. */
    @Test
    void aPersonInABrowserIsWhoTheIssuerSays() throws Exception {
        var verifier = "a".repeat(43);
        var challenge = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(
                        MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII)));
        var page = issuer().send(HttpRequest.newBuilder(URI.create(issuer().issuer() + "/protocol/openid-connect/auth?"
                        + Keycloak.form(Map.of(
                                "response_type", "code",
                                "client_id", "windrose",
                                "scope", "openid",
                                "redirect_uri", "http://localhost:8000/callback",
                                "code_challenge", challenge,
                                "code_challenge_method", "S256"))))
                .build());
        var form = FORM.matcher(page.body());
        assertThat(form.find()).as(page.body()).isTrue();
        var login = issuer().send(
                        HttpRequest.newBuilder(URI.create(form.group(1).replace("&amp;", "&")))
                                .header("Content-Type", "application/x-www-form-urlencoded")
                                .POST(HttpRequest.BodyPublishers.ofString(
                                        Keycloak.form(Map.of("username", "ann", "password", "for-this-test-only"))))
                                .build());
        assertThat(login.statusCode()).as(login.body()).isEqualTo(302);
        var code = login.headers().firstValue("Location").orElseThrow().replaceAll(".*[?&]code=([^&]+).*", "$1");

        var token = issuer().token(
                        "fleet",
                        Map.of(
                                "grant_type", "authorization_code",
                                "client_id", "windrose",
                                "code", code,
                                "redirect_uri", "http://localhost:8000/callback",
                                "code_verifier", verifier))
                .path("id_token")
                .asText();

        assertThat(whoAmI(token)).containsEntry("username", "oidc:ann");
    }

    @Test
    void aProgramWithItsSecretIsWhoTheIssuerSays() throws Exception {
        assertThat(whoAmI(program("pipeline"))).containsEntry("username", "oidc:service-account-pipeline");
    }

    @Test
    void whatIsMeantForOthersOrByOthersIsRefused() throws Exception {
        assertThat(code(program("stranger"))).as("another audience").isEqualTo(401);
        var other = issuer().token(
                        "master",
                        Map.of(
                                "grant_type",
                                "password",
                                "client_id",
                                "admin-cli",
                                "username",
                                "admin",
                                "password",
                                "for-this-test-only"));
        assertThat(code(other.path("access_token").asText()))
                .as("another realm")
                .isEqualTo(401);
    }

    @Test
    void forgedTokensAreRefused() throws Exception {
        var parts = password().split("\\.", -1);
        var none = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString("{\"alg\":\"none\"}".getBytes(StandardCharsets.UTF_8));

        assertThat(code(none + "." + parts[1] + ".")).isEqualTo(401);
        assertThat(code(none + "." + parts[1] + "." + parts[2])).isEqualTo(401);
        assertThat(code(parts[0] + "." + parts[1] + "." + "A".repeat(parts[2].length())))
                .isEqualTo(401);
        assertThat(code(parts[0] + "." + parts[1].substring(1) + "." + parts[2]))
                .isEqualTo(401);
    }

    @Test
    void aTokenEnds() throws Exception {
        var token = program("hasty");

        assertThat(code(token)).isEqualTo(200);
        await().atMost(SOON).until(() -> code(token) == 401);
    }

    @Test
    void rightsFollowTheGroup() throws Exception {
        var name = "oidc-" + NUMBER.incrementAndGet();
        var token = password();
        assertThat(hub.as(token).get(HubClient.WORKLOADS).statusCode()).isEqualTo(403);
        hub.admin()
                .contentType("application/json")
                .body(
                        "{\"apiVersion\":\"fleet.windrose.dev/v1alpha1\",\"kind\":\"RoleBinding\",\"metadata\":{\"name\":\"%s\"},\"spec\":{\"role\":\"editor\",\"subjects\":[{\"kind\":\"Group\",\"name\":\"oidc:team-a\"}],\"namespaces\":[\"default\"]}}"
                                .formatted(name))
                .post(HubClient.GROUP + "/rolebindings")
                .then()
                .statusCode(201);

        await().atMost(SOON).until(() -> hub.as(token).get(HubClient.WORKLOADS).statusCode() == 200);

        hub.admin().delete(HubClient.GROUP + "/rolebindings/" + name).then().statusCode(200);
        await().atMost(SOON).until(() -> hub.as(token).get(HubClient.WORKLOADS).statusCode() == 403);
    }

    @Test
    void keysRotateWithoutAnybodyNoticingAndOldOnesAreForgotten() throws Exception {
        var before = password();
        assertThat(code(before)).isEqualTo(200);
        var old = newSigningKey();
        var middle = password();
        await().atMost(SOON).until(() -> code(middle) == 200);
        assertThat(code(before)).as("its key is still the issuer's").isEqualTo(200);

        assertThat(issuer().admin("DELETE", "/components/" + old, "").statusCode())
                .isEqualTo(204);
        newSigningKey();
        var after = password();

        await().atMost(SOON).until(() -> code(after) == 200);
        assertThat(code(middle)).as("the issuer took that key back").isEqualTo(401);
    }

    @Test
    void whileTheIssuerIsAwayWhoIsKnownGoesOnAndOthersAreAskedToComeAgain() throws Exception {
        var known = password();
        assertThat(code(known)).isEqualTo(200);
        newSigningKey();
        var unseen = password();
        issuer().freeze();
        try {
            assertThat(code(known)).isEqualTo(200);
            await().atMost(SOON).until(() -> code(unseen) == 503);
            assertThat(hub.as(unseen).get("/api").header("Retry-After")).isEqualTo("5");
            assertThat(code(known)).isEqualTo(200);
            assertThat(hub.admin().get("/api").statusCode()).isEqualTo(200);
        } finally {
            issuer().thaw();
        }

        await().atMost(SOON).until(() -> code(unseen) == 200);
    }

    private static Keycloak issuer() {
        return java.util.Objects.requireNonNull(keycloak);
    }

    private static String password() throws Exception {
        return issuer().token(
                        "fleet",
                        Map.of(
                                "grant_type", "password",
                                "client_id", "windrose",
                                "scope", "openid",
                                "username", "ann",
                                "password", "for-this-test-only"))
                .path("id_token")
                .asText();
    }

    private static String program(String client) throws Exception {
        return issuer().token(
                        "fleet",
                        Map.of(
                                "grant_type",
                                "client_credentials",
                                "client_id",
                                client,
                                "client_secret",
                                "for-this-test-only"))
                .path("access_token")
                .asText();
    }

    /** The one of the highest priority signs: each new one outranks those of other tests. */
    private static String newSigningKey() throws Exception {
        int number = NUMBER.incrementAndGet();
        var realm = Json.parse(issuer().admin("GET", "", "").body()).path("id").asText();
        var made = issuer().admin(
                        "POST",
                        "/components",
                        "{\"name\":\"%s\",\"providerId\":\"rsa-generated\",\"providerType\":\"org.keycloak.keys.KeyProvider\",\"parentId\":\"%s\",\"config\":{\"priority\":[\"%d\"],\"algorithm\":[\"RS256\"]}}"
                                .formatted("key-" + number, realm, 1000 + number));
        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
        return made.headers().firstValue("Location").orElseThrow().replaceAll(".*/", "");
    }

    private int code(String token) {
        return hub.as(token).get("/api").statusCode();
    }

    private Map<String, Object> whoAmI(String token) {
        var answer = hub.as(token)
                .contentType("application/json")
                .body("{\"apiVersion\":\"authentication.k8s.io/v1\",\"kind\":\"SelfSubjectReview\"}")
                .post("/apis/authentication.k8s.io/v1/selfsubjectreviews");
        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(201);
        return answer.jsonPath().getMap("status.userInfo");
    }
}
