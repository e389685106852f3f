package dev.windrose.local.state;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Whether there is room for a fleet: a database that runs out of it in the middle is a bad way to learn. */
public final class DiskSpace {
    /** Unpacked PostgreSQL (75 MB), a fresh data folder with its log (60 MB), journals, logs, and room to work. */
    public static final long NEEDED_BYTES = 500L << 20;

    private DiskSpace() {}

    /** What is wrong, in one line; empty when there is room. */
    public static Optional<String> lack(Path folder) throws IOException {
        Path absolute = folder.toAbsolutePath();
        return lack(folder, Files.getFileStore(nearest(absolute)).getUsableSpace());
    }

    /** The folder that exists and that {@code path} will be made in. */
    private static Path nearest(Path path) {
        Path parent = path.getParent();
        return Files.exists(path) || parent == null ? path : nearest(parent);
    }

    static Optional<String> lack(Path folder, long usableBytes) {
        if (usableBytes >= NEEDED_BYTES) {
            return Optional.empty();
        }
        return Optional.of(
                "The disk of %s has %d MB free, a fleet needs %d MB. Free some, or name another folder with --state."
                        .formatted(folder, usableBytes >> 20, NEEDED_BYTES >> 20));
    }
}
