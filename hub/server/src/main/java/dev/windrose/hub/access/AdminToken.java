package dev.windrose.hub.access;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;

/**
 * The local administrator's bearer token: 256 random bits in a file that only its owner reads, made when missing. It
 * is the one way in on a single machine; every other caller is refused.
 */
public final class AdminToken {
    static final String FILE = "admin.token";
    private static final int BYTES = 32;
    private static final int SHORTEST = 32;

    private final String value;

    private AdminToken(String value) {
        this.value = value;
    }

    /** @throws IllegalStateException when the file holds no usable token */
    public static AdminToken in(Path directory) {
        var file = directory.resolve(FILE);
        try {
            Files.createDirectories(directory);
            if (!Files.exists(file)) {
                create(directory, file);
            }
            var value = Files.readString(file).strip();
            if (value.length() < SHORTEST) {
                throw new IllegalStateException(
                        "%s holds fewer than %d characters. Maybe it was cut short: delete it, and a new token is made."
                                .formatted(file, SHORTEST));
            }
            return new AdminToken(value);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read or make the administrator's token " + file, e);
        }
    }

    private static void create(Path directory, Path file) throws IOException {
        var bytes = new byte[BYTES];
        new SecureRandom().nextBytes(bytes);
        var text = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes) + "\n";
        var ownerOnly = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        var temporary = Files.createTempFile(directory, FILE, ".new", ownerOnly);
        try {
            Files.writeString(temporary, text);
            // A link is made or refused in one step, so that hubs which start together agree on one token.
            Files.createLink(file, temporary);
        } catch (FileAlreadyExistsException _) {
            return; // another hub on this directory was first; its token counts
        } finally {
            Files.delete(temporary);
        }
    }

    public String value() {
        return value;
    }

    @Override
    public String toString() {
        return "AdminToken[redacted]";
    }
}
