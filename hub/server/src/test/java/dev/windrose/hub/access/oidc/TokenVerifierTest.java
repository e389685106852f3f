package dev.windrose.hub.access.oidc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.hub.access.oidc.TokenVerifier.Verdict;
import dev.windrose.kubeapi.access.Caller;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwk.EcJwkGenerator;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jwk.RsaJwkGenerator;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.keys.EllipticCurves;
import org.jose4j.keys.HmacKey;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenVerifierTest {
    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
    private static final String ISSUER = "https://issuer.example/realms/a";
    private static final PublicJsonWebKey RSA = rsa("k1");
    private static final PublicJsonWebKey STRANGER = rsa("k1");
    private static final List<JsonWebKey> KEYS = List.of(publicOf(RSA));

    private final TokenVerifier verifier = new TokenVerifier(settings(Map.of()));

    @Test
    void aGoodTokenTellsWhoCalls() throws Exception {
        var verdict = check(signed(RSA, "RS256", claims -> {}));

        assertThat(verdict)
                .isEqualTo(new Verdict.Known(new Caller(
                        "oidc:ann",
                        List.of("oidc:team-a", "oidc:team-b", "system:authenticated"),
                        Caller.Source.OIDC,
                        "id-1",
                        "")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ES256", "ES384", "ES512"})
    void ellipticCurvesCountToo(String algorithm) throws Exception {
        var curve = switch (algorithm) {
            case "ES256" -> EllipticCurves.P256;
            case "ES384" -> EllipticCurves.P384;
            default -> EllipticCurves.P521;
        };
        var key = EcJwkGenerator.generateJwk(curve);
        key.setKeyId("e1");

        assertThat(verifier.verify(signed(key, algorithm, _ -> {}), List.of(publicOf(key)), NOW))
                .isInstanceOf(Verdict.Known.class);
    }

    @Test
    void aTokenWithoutSignatureProvesNothing() throws Exception {
        var jws = new JsonWebSignature();
        jws.setAlgorithmConstraints(AlgorithmConstraints.NO_CONSTRAINTS);
        jws.setAlgorithmHeaderValue("none");
        jws.setPayload(claims(_ -> {}).toJson());
        var token = jws.getCompactSerialization();

        assertThat(verifier.ours(token)).isEmpty();
        assertThat(check(token)).isInstanceOf(Verdict.Refused.class);
    }

    /** Whoever takes the public key for a shared secret lets everybody sign. */
    @ParameterizedTest
    @ValueSource(strings = {"HS256", "HS384", "HS512"})
    void thePublicKeyIsNoSharedSecret(String algorithm) throws Exception {
        var jws = new JsonWebSignature();
        jws.setAlgorithmHeaderValue(algorithm);
        jws.setKeyIdHeaderValue("k1");
        jws.setPayload(claims(_ -> {}).toJson());
        jws.setKey(new HmacKey(RSA.getPublicKey().getEncoded()));
        var token = jws.getCompactSerialization();

        assertThat(verifier.ours(token)).isEmpty();
        assertThat(check(token)).isInstanceOf(Verdict.Refused.class);
    }

    @Test
    void aStrangersKeyOfTheSameNameProvesNothing() throws Exception {
        assertThat(check(signed(STRANGER, "RS256", _ -> {}))).isInstanceOf(Verdict.Refused.class);
    }

    /** A key that the token brings along is the forger's. */
    @Test
    void keysInTheHeaderAreNotLookedAt() throws Exception {
        var jws = new JsonWebSignature();
        jws.setAlgorithmHeaderValue("RS256");
        jws.setKeyIdHeaderValue("k1");
        jws.getHeaders().setJwkHeaderValue("jwk", publicOf(STRANGER));
        jws.getHeaders().setStringHeaderValue("jku", "https://forger.example/keys");
        jws.setPayload(claims(_ -> {}).toJson());
        jws.setKey(STRANGER.getPrivateKey());

        assertThat(check(jws.getCompactSerialization())).isInstanceOf(Verdict.Refused.class);
    }

    @Test
    void aChangedPayloadBreaksTheSignature() throws Exception {
        var parts = signed(RSA, "RS256", _ -> {}).split("\\.", -1);
        var forged = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(claims(c -> c.setSubject("root")).toJson().getBytes(StandardCharsets.UTF_8));

        assertThat(check(parts[0] + "." + forged + "." + parts[2])).isInstanceOf(Verdict.Refused.class);
    }

    @Test
    void theEndCountsWithTheSkewOfClocks() throws Exception {
        assertThat(check(signed(RSA, "RS256", c -> expires(c, NOW.minusSeconds(29)))))
                .isInstanceOf(Verdict.Known.class);
        assertThat(check(signed(RSA, "RS256", c -> expires(c, NOW.minusSeconds(31)))))
                .isInstanceOf(Verdict.Refused.class);
        assertThat(check(signed(RSA, "RS256", c -> c.unsetClaim("exp")))).isInstanceOf(Verdict.Refused.class);
        assertThat(check(signed(RSA, "RS256", c -> c.setNotBefore(date(NOW.plusSeconds(31))))))
                .isInstanceOf(Verdict.Refused.class);
    }

    @Test
    void whatIsMeantForOthersIsRefused() throws Exception {
        assertThat(check(signed(RSA, "RS256", c -> c.setAudience("another")))).isInstanceOf(Verdict.Refused.class);
        assertThat(check(signed(RSA, "RS256", c -> c.unsetClaim("aud")))).isInstanceOf(Verdict.Refused.class);
        assertThat(check(signed(RSA, "RS256", c -> c.setAudience("another", "windrose"))))
                .isInstanceOf(Verdict.Known.class);
        assertThat(check(signed(RSA, "RS256", c -> c.setIssuer(ISSUER + "/")))).isInstanceOf(Verdict.Refused.class);
        assertThat(verifier.ours(signed(RSA, "RS256", c -> c.setIssuer(ISSUER + "/"))))
                .isEmpty();
    }

    @Test
    void requiredClaimsMustBeThere() throws Exception {
        var strict = new TokenVerifier(settings(Map.of("hd", "example.com")));

        assertThat(strict.verify(signed(RSA, "RS256", _ -> {}), KEYS, NOW)).isInstanceOf(Verdict.Refused.class);
        assertThat(strict.verify(signed(RSA, "RS256", c -> c.setClaim("hd", "example.org")), KEYS, NOW))
                .isInstanceOf(Verdict.Refused.class);
        assertThat(strict.verify(signed(RSA, "RS256", c -> c.setClaim("hd", "example.com")), KEYS, NOW))
                .isInstanceOf(Verdict.Known.class);
    }

    @Test
    void nobodyIsCalledWhatOnlyTheHubMaySay() throws Exception {
        var bare = new TokenVerifier(new OidcSettings(
                URI.create(ISSUER), Set.of("windrose"), "sub", "", "groups", "", Map.of(), Duration.ofSeconds(30)));

        assertThat(bare.verify(signed(RSA, "RS256", c -> c.setSubject("system:admin")), KEYS, NOW))
                .isInstanceOf(Verdict.Refused.class);
        assertThat(bare.verify(signed(RSA, "RS256", c -> c.setSubject("windrose:admin")), KEYS, NOW))
                .isInstanceOf(Verdict.Refused.class);
        var verdict = bare.verify(
                signed(RSA, "RS256", c -> c.setStringListClaim("groups", "system:masters", "ok")), KEYS, NOW);
        assertThat(((Verdict.Known) verdict).caller().groups()).containsExactly("ok", "system:authenticated");
    }

    @Test
    void anAddressThatNobodyCheckedIsNobodys() throws Exception {
        var byMail = new TokenVerifier(new OidcSettings(
                URI.create(ISSUER), Set.of("windrose"), "email", "", "groups", "", Map.of(), Duration.ofSeconds(30)));

        assertThat(byMail.verify(signed(RSA, "RS256", c -> c.setClaim("email", "a@b.c")), KEYS, NOW))
                .isInstanceOf(Verdict.Refused.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "..",
                "...",
                "a.b.c",
                "e30.e30.",
                "e30.e30.e30",
                "eyJhbGciOiJSUzI1NiJ9.e30.e30",
                "\u0000.\u0000.\u0000"
            })
    void rubbishIsNobodysToken(String text) {
        assertThat(verifier.ours(text)).isEmpty();
    }

    private Verdict check(String token) {
        return verifier.verify(token, KEYS, NOW);
    }

    private static OidcSettings settings(Map<String, String> required) {
        return new OidcSettings(
                URI.create(ISSUER),
                Set.of("windrose"),
                "sub",
                "oidc:",
                "groups",
                "oidc:",
                required,
                Duration.ofSeconds(30));
    }

    private static JwtClaims claims(Consumer<JwtClaims> change) {
        var claims = new JwtClaims();
        claims.setIssuer(ISSUER);
        claims.setAudience("windrose");
        claims.setSubject("ann");
        claims.setJwtId("id-1");
        claims.setIssuedAt(date(NOW.minusSeconds(600)));
        expires(claims, NOW.plusSeconds(300));
        claims.setStringListClaim("groups", "team-a", "team-b");
        change.accept(claims);
        return claims;
    }

    private static String signed(PublicJsonWebKey key, String algorithm, Consumer<JwtClaims> change)
            throws JoseException {
        var jws = new JsonWebSignature();
        jws.setAlgorithmHeaderValue(algorithm);
        jws.setKeyIdHeaderValue(key.getKeyId());
        jws.setPayload(claims(change).toJson());
        jws.setKey(key.getPrivateKey());
        return jws.getCompactSerialization();
    }

    private static void expires(JwtClaims claims, Instant at) {
        claims.setExpirationTime(date(at));
    }

    private static NumericDate date(Instant at) {
        return NumericDate.fromSeconds(at.getEpochSecond());
    }

    private static PublicJsonWebKey rsa(String id) {
        try {
            var key = RsaJwkGenerator.generateJwk(2048);
            key.setKeyId(id);
            return key;
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }

    private static JsonWebKey publicOf(PublicJsonWebKey key) {
        try {
            return JsonWebKey.Factory.newJwk(key.toJson(JsonWebKey.OutputControlLevel.PUBLIC_ONLY));
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }
}
