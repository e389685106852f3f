package dev.windrose.hub.model;

import dev.windrose.placement.fit.Profiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Measurements that people give as a file, such as a mounted ConfigMap. It is read again when it changes; one that cannot
 * be read leaves the last good one in force. Not thread-safe but for {@link #current}.
 */
final class ProfileFile {
    private static final Logger LOG = Logger.getLogger(ProfileFile.class);
    private static final long MOST_BYTES = 32 * 1024 * 1024;

    private final Optional<Path> path;
    private volatile Profiles current = Profiles.NONE;
    private String stamp = "";

    ProfileFile(Optional<Path> path) {
        this.path = path;
    }

    Profiles current() {
        return current;
    }

    /** @return whether there is something new */
    boolean read() {
        if (path.isEmpty()) {
            return false;
        }
        try {
            var now = Files.getLastModifiedTime(path.get()) + " " + Files.size(path.get());
            if (now.equals(stamp)) {
                return false;
            }
            stamp = now;
            if (Files.size(path.get()) > MOST_BYTES) {
                throw new IOException("it has more than %d bytes".formatted(MOST_BYTES));
            }
            var reading = Profiles.read(Files.readAllLines(path.get()));
            LOG.infof(
                    "measured profiles read: rows=%d bad=%d",
                    reading.rows(), reading.problems().size());
            reading.problems().stream().limit(5).forEach(problem -> LOG.warnf("measured profiles: %s", problem));
            boolean news = !reading.profiles().equals(current);
            current = reading.profiles();
            return news;
        } catch (IOException e) {
            LOG.warnf(
                    "the measured profiles cannot be read, the last good ones count on: file=%s why=%s",
                    path.get(), e.getMessage());
            return false;
        }
    }
}
