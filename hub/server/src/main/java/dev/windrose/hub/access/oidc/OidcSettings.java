package dev.windrose.hub.access.oidc;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/**
 * Whom to believe, and how to read what is said.
 *
 * @param issuer as it stands in the tokens, to the letter; https
 * @param audiences a token must be meant for one of them
 * @param usernamePrefix put before names, so that none is mistaken for one of another source
 * @param groupsClaim a list of names, or one; a token without it has no groups
 * @param requiredClaims by name, with the text they must have
 * @param skew by which clocks may differ
 */
public record OidcSettings(
        URI issuer,
        Set<String> audiences,
        String usernameClaim,
        String usernamePrefix,
        String groupsClaim,
        String groupsPrefix,
        Map<String, String> requiredClaims,
        Duration skew) {
    private static final Duration MOST_SKEW = Duration.ofMinutes(5);

    public OidcSettings {
        if (!"https".equals(issuer.getScheme()) || issuer.getRawQuery() != null || issuer.getRawFragment() != null) {
            throw new IllegalArgumentException(
                    "The OIDC issuer (%s) must be an https URL without query and fragment.".formatted(issuer));
        }
        audiences = Set.copyOf(audiences);
        if (audiences.isEmpty()) {
            throw new IllegalArgumentException(
                    "An OIDC issuer needs at least one audience: the client id that tokens for this hub are made for.");
        }
        if (usernameClaim.isEmpty()) {
            throw new IllegalArgumentException("The OIDC username claim is empty. Maybe it should be sub.");
        }
        requireNonNull(usernamePrefix, "usernamePrefix is null");
        requireNonNull(groupsClaim, "groupsClaim is null");
        requireNonNull(groupsPrefix, "groupsPrefix is null");
        requiredClaims = Map.copyOf(requiredClaims);
        if (skew.isNegative() || skew.compareTo(MOST_SKEW) > 0) {
            throw new IllegalArgumentException(
                    "The OIDC clock skew (%s) must be between 0 and %s.".formatted(skew, MOST_SKEW));
        }
    }
}
