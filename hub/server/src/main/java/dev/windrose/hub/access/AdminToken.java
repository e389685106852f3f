package dev.windrose.hub.access;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Set;

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
                create(file);
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

    private static void create(Path file) throws IOException {
        var bytes = new byte[BYTES];
        new SecureRandom().nextBytes(bytes);
        var text = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes) + "\n";
        var ownerOnly = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        var temporary = file.resolveSibling(FILE + ".new");
        Files.deleteIfExists(temporary);
        try (var channel = Files.newByteChannel(
                temporary, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), ownerOnly)) {
            channel.write(java.nio.ByteBuffer.wrap(text.getBytes(java.nio.charset.StandardCharsets.US_ASCII)));
        }
        try {
            Files.move(temporary, file);
        } catch (FileAlreadyExistsException _) {
            Files.delete(temporary); // another hub on this directory was first; its token counts
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
