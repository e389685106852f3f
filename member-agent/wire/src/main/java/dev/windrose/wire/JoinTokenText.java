package dev.windrose.wire;

import dev.windrose.protocol.ClusterName;
import dev.windrose.protocol.Digest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The text of a join token: {@code wrj.<cluster>.<secret>.<pin>}, where the secret is 32 random bytes and the pin the
 * SHA-256 of the hub CA's DER, both base64url without padding. The hub stores only the {@link #hash} of the secret part;
 * the agent trusts no CA but the pinned one. Never printed.
 */
public record JoinTokenText(ClusterName cluster, String secret, String caPin) {

    private static final Pattern FORM =
            Pattern.compile("wrj\\.([-a-z0-9]{1,63})\\.([A-Za-z0-9_-]{43})\\.([A-Za-z0-9_-]{43})");
    private static final SecureRandom RANDOM = new SecureRandom();

    /** A new token for {@code cluster}. */
    public static JoinTokenText create(ClusterName cluster, X509Certificate ca) {
        byte[] bytes = new byte[32];
        RANDOM.nextBytes(bytes);
        String secret = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        return new JoinTokenText(cluster, secret, Certificates.fingerprint(ca).base64Url());
    }

    /** Empty unless {@code text} has the form of a token. */
    public static Optional<JoinTokenText> parse(String text) {
        var matcher = FORM.matcher(text.strip());
        if (!matcher.matches() || !ClusterName.isValid(matcher.group(1))) {
            return Optional.empty();
        }
        return Optional.of(new JoinTokenText(new ClusterName(matcher.group(1)), matcher.group(2), matcher.group(3)));
    }

    /** What {@code JoinToken.spec.tokenHash} holds: hexadecimal SHA-256 of the secret part's text. */
    public Digest hash() {
        return Digest.of(secret);
    }

    /** Whether {@code ca} is the authority that the token names. */
    public boolean pins(X509Certificate ca) {
        return constantTimeEquals(caPin, Certificates.fingerprint(ca).base64Url());
    }

    /** The whole text. Hand it to its owner only. */
    public String reveal() {
        return "wrj.%s.%s.%s".formatted(cluster, secret, caPin);
    }

    /** Compares without telling by time how much was right. */
    public static boolean constantTimeEquals(String a, String b) {
        return MessageDigest.isEqual(a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String toString() {
        return "JoinTokenText[cluster=%s, secret redacted]".formatted(cluster);
    }
}
