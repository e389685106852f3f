package dev.windrose.hub.price.feed;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * AWS Signature Version 4 in the Authorization header
 * (docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html). All headers of the request are
 * signed, and host and date with them.
 *
 * @param scope region and service that the signature is good for
 */
record SigV4(Credentials credentials, Scope scope) implements PageRequest.Signer {
    private static final String ALGORITHM = "AWS4-HMAC-SHA256";
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    record Scope(String region, String service) {}

    /** @param session empty for long-lived keys */
    record Credentials(String id, String secret, String session) {
        @Override
        public String toString() {
            return "credentials[redacted]";
        }
    }

    @Override
    public Map<String, String> headers(PageRequest request, Instant now) {
        var time = TIME.format(now);
        var signed = new TreeMap<String, String>();
        request.headers().forEach((name, value) -> signed.put(name.toLowerCase(Locale.ROOT), value.strip()));
        signed.put("host", request.uri().getRawAuthority());
        signed.put("x-amz-date", time);
        if (!credentials.session().isEmpty()) {
            signed.put("x-amz-security-token", credentials.session());
        }
        var names = String.join(";", signed.keySet());
        var canonical = String.join(
                "\n",
                request.method(),
                path(request.uri()),
                query(request.uri()),
                signed.entrySet().stream()
                        .map(header -> header.getKey() + ":" + header.getValue() + "\n")
                        .collect(Collectors.joining()),
                names,
                hex(sha256(request.body())));
        var day = time.substring(0, 8);
        var where = String.join("/", day, scope.region(), scope.service(), "aws4_request");
        var toSign = String.join("\n", ALGORITHM, time, where, hex(sha256(canonical)));
        var signature = hex(hmac(key(day), toSign));
        var added = new TreeMap<String, String>();
        added.put("X-Amz-Date", time);
        if (!credentials.session().isEmpty()) {
            added.put("X-Amz-Security-Token", credentials.session());
        }
        added.put(
                "Authorization",
                "%s Credential=%s/%s, SignedHeaders=%s, Signature=%s"
                        .formatted(ALGORITHM, credentials.id(), where, names, signature));
        return added;
    }

    private byte[] key(String day) {
        var ofDay = hmac(("AWS4" + credentials.secret()).getBytes(StandardCharsets.UTF_8), day);
        return hmac(hmac(hmac(ofDay, scope.region()), scope.service()), "aws4_request");
    }

    private static String path(URI uri) {
        var path = uri.getRawPath();
        return path == null || path.isEmpty() ? "/" : path;
    }

    /** Parameters as they stand, by name and then by value. */
    private static String query(URI uri) {
        var query = uri.getRawQuery();
        return query == null || query.isEmpty()
                ? ""
                : Arrays.stream(query.split("&", -1))
                        .map(pair -> pair.contains("=") ? pair : pair + "=")
                        .sorted()
                        .collect(Collectors.joining("&"));
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static byte[] hmac(byte[] key, String text) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA256", e);
        }
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    @Override
    public String toString() {
        return "signature v4 for %s".formatted(scope);
    }
}
