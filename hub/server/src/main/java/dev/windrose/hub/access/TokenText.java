package dev.windrose.hub.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/**
 * How an ApiToken is written: {@code wrt_<8 characters to find it by>_<256 random bits in base64url>}. The mark in front
 * lets scanners recognise a leaked one. A plain SHA-256 is enough at rest: nobody guesses 256 random bits.
 */
final class TokenText {
    private static final String MARK = "wrt_";
    private static final int ID_BYTES = 5;
    private static final int SECRET_BYTES = 32;
    private static final Pattern SHAPE = Pattern.compile("(wrt_[a-z2-7]{8})_[A-Za-z0-9_-]{43}");
    private static final char[] BASE32 = "abcdefghijklmnopqrstuvwxyz234567".toCharArray();

    private final String value;

    private TokenText(String value) {
        this.value = value;
    }

    /** @param random must be a cryptographic one */
    static TokenText fresh(RandomGenerator random) {
        var secret = new byte[SECRET_BYTES];
        random.nextBytes(secret);
        return new TokenText(MARK + id(random) + "_"
                + Base64.getUrlEncoder().withoutPadding().encodeToString(secret));
    }

    private static String id(RandomGenerator random) {
        var text = new StringBuilder();
        for (int i = 0; i < ID_BYTES * 8 / 5; i++) {
            text.append(BASE32[random.nextInt(BASE32.length)]);
        }
        return text.toString();
    }

    /** Empty when the text is no ApiToken at all. */
    static Optional<TokenText> parse(String text) {
        return SHAPE.matcher(text).matches() ? Optional.of(new TokenText(text)) : Optional.empty();
    }

    static boolean isOurs(String text) {
        return text.startsWith(MARK);
    }

    /** The part that is no secret. */
    String prefix() {
        return value.substring(0, MARK.length() + ID_BYTES * 8 / 5);
    }

    String secret() {
        return value;
    }

    String hash() {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(value.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    /** In a time that does not tell how much of it is right. */
    boolean hashesTo(String hash) {
        return MessageDigest.isEqual(
                hash().getBytes(StandardCharsets.US_ASCII), hash.getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public String toString() {
        return "TokenText[%s…]".formatted(prefix());
    }
}
