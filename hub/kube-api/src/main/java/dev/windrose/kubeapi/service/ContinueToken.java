package dev.windrose.kubeapi.service;

import dev.windrose.kubeapi.status.Failures;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;

/** Where a list goes on, opaque to clients: the first page's version and instant, and the last key seen. */
record ContinueToken(long version, Instant issued, String namespace, String name) {
    /** As long as a real server's history usually lasts. */
    static final Duration LIFETIME = Duration.ofMinutes(5);

    private static final String FORMAT = "w1";

    String encode() {
        String text = "%s/%d/%d/%s/%s".formatted(FORMAT, version, issued.getEpochSecond(), namespace, name);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    static ContinueToken decode(String token, Instant now) {
        String[] parts;
        long version;
        Instant issued;
        try {
            parts = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8).split("/", -1);
            if (parts.length != 5 || !parts[0].equals(FORMAT)) {
                throw Failures.badRequest("continue key is not valid: encoded key has an unknown form");
            }
            version = Long.parseLong(parts[1]);
            issued = Instant.ofEpochSecond(Long.parseLong(parts[2]));
        } catch (IllegalArgumentException | java.time.DateTimeException e) {
            throw Failures.badRequest("continue key is not valid: " + e.getMessage());
        }
        if (issued.plus(LIFETIME).isBefore(now)) {
            throw Failures.expired("The provided continue parameter is too old to display a consistent list result. You"
                    + " can start a new list without the continue parameter.");
        }
        return new ContinueToken(version, issued, parts[3], parts[4]);
    }
}
