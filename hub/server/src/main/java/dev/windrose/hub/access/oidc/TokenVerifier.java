package dev.windrose.hub.access.oidc;

import dev.windrose.kubeapi.access.Caller;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.VerificationJwkSelector;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.NumericDate;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.keys.resolvers.JwksVerificationKeyResolver;
import org.jose4j.lang.JoseException;

/**
 * Checks a token of the issuer against the issuer's keys. Only asymmetric algorithms are accepted: {@code none} proves
 * nothing, and an HMAC could be made by anybody who has the public key (RFC 8725, sections 2.1 and 3.1). Keys come from the
 * issuer alone; what a token's header says about where to get keys is not looked at. Pure.
 */
final class TokenVerifier {
    private static final AlgorithmConstraints SIGNATURES = new AlgorithmConstraints(
            ConstraintType.PERMIT,
            AlgorithmIdentifiers.RSA_USING_SHA256,
            AlgorithmIdentifiers.RSA_USING_SHA384,
            AlgorithmIdentifiers.RSA_USING_SHA512,
            AlgorithmIdentifiers.RSA_PSS_USING_SHA256,
            AlgorithmIdentifiers.RSA_PSS_USING_SHA384,
            AlgorithmIdentifiers.RSA_PSS_USING_SHA512,
            AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256,
            AlgorithmIdentifiers.ECDSA_USING_P384_CURVE_AND_SHA384,
            AlgorithmIdentifiers.ECDSA_USING_P521_CURVE_AND_SHA512,
            AlgorithmIdentifiers.EDDSA);
    private static final int LONGEST_NAME = 256;
    private static final int MOST_GROUPS = 1024;
    private static final String AUTHENTICATED = "system:authenticated";
    /** Names that the hub gives a meaning of its own; no issuer gives them out. */
    private static final List<String> RESERVED = List.of("system:", "windrose:");

    private final OidcSettings settings;

    TokenVerifier(OidcSettings settings) {
        this.settings = settings;
    }

    /** What a token turned out to be. */
    sealed interface Verdict {
        record Known(Caller caller) implements Verdict {}

        /** @param why for the hub's log, never for the caller */
        record Refused(String why) implements Verdict {}
    }

    /** A token whose form is right, that names our issuer and an algorithm that is accepted; nothing is proven yet. */
    Optional<JsonWebSignature> ours(String token) {
        try {
            if (token.chars().filter(c -> c == '.').count() != 2) {
                return Optional.empty();
            }
            var jws = new JsonWebSignature();
            jws.setCompactSerialization(token);
            SIGNATURES.checkConstraint(jws.getAlgorithmHeaderValue());
            var claims = JwtClaims.parse(jws.getUnverifiedPayload());
            return settings.issuer().toString().equals(claims.getIssuer()) ? Optional.of(jws) : Optional.empty();
        } catch (JoseException | InvalidJwtException | MalformedClaimException | RuntimeException _) {
            return Optional.empty();
        }
    }

    /** Whether one of the keys can be the one that signed. */
    static boolean hasKey(JsonWebSignature token, List<JsonWebKey> keys) {
        try {
            return !new VerificationJwkSelector().selectList(token, keys).isEmpty();
        } catch (JoseException _) {
            return false;
        }
    }

    Verdict verify(String token, List<JsonWebKey> keys, Instant now) {
        var resolver = new JwksVerificationKeyResolver(keys);
        resolver.setDisambiguateWithVerifySignature(true);
        var consumer = new JwtConsumerBuilder()
                .setJwsAlgorithmConstraints(SIGNATURES)
                .setVerificationKeyResolver(resolver)
                .setExpectedIssuer(settings.issuer().toString())
                .setExpectedAudience(settings.audiences().toArray(String[]::new))
                .setRequireExpirationTime()
                .setAllowedClockSkewInSeconds((int) settings.skew().toSeconds())
                .setEvaluationTime(NumericDate.fromMilliseconds(now.toEpochMilli()))
                .build();
        try {
            return caller(consumer.processToClaims(token));
        } catch (InvalidJwtException e) {
            return new Verdict.Refused(e.getErrorDetails().toString());
        } catch (MalformedClaimException e) {
            return new Verdict.Refused(String.valueOf(e.getMessage()));
        }
    }

    private Verdict caller(JwtClaims claims) throws MalformedClaimException {
        for (var required : settings.requiredClaims().entrySet()) {
            if (!required.getValue().equals(String.valueOf(claims.getClaimValue(required.getKey())))) {
                return new Verdict.Refused("claim %s is not as required".formatted(required.getKey()));
            }
        }
        if (!(claims.getClaimValue(settings.usernameClaim()) instanceof String name)) {
            return new Verdict.Refused("claim %s is missing or no text".formatted(settings.usernameClaim()));
        }
        // An address that nobody checked could be anybody's.
        if (settings.usernameClaim().equals("email") && !Boolean.TRUE.equals(claims.getClaimValue("email_verified"))) {
            return new Verdict.Refused("email is not verified");
        }
        var user = settings.usernamePrefix() + name;
        if (!usable(name) || isReserved(user)) {
            return new Verdict.Refused("claim %s holds no usable name".formatted(settings.usernameClaim()));
        }
        var groups = groups(claims.getClaimsMap());
        groups.add(AUTHENTICATED);
        var id = claims.getJwtId();
        return new Verdict.Known(
                new Caller(user, groups, Caller.Source.OIDC, id == null || id.length() > LONGEST_NAME ? "" : id, ""));
    }

    /** Names that are reserved or unusable are left out: a group that is not there gives no rights. */
    private List<String> groups(Map<String, Object> claims) {
        var given = switch (claims.get(settings.groupsClaim())) {
            case String one -> List.of(one);
            case List<?> many ->
                many.stream()
                        .filter(String.class::isInstance)
                        .map(String.class::cast)
                        .toList();
            case null, default -> List.<String>of();
        };
        return new ArrayList<>(given.stream()
                .filter(TokenVerifier::usable)
                .map(group -> settings.groupsPrefix() + group)
                .filter(group -> !isReserved(group))
                .distinct()
                .limit(MOST_GROUPS)
                .toList());
    }

    private static boolean usable(String name) {
        return !name.isBlank() && name.length() <= LONGEST_NAME && name.chars().noneMatch(c -> c < 0x20 || c == 0x7f);
    }

    private static boolean isReserved(String name) {
        return RESERVED.stream().anyMatch(name::startsWith);
    }
}
