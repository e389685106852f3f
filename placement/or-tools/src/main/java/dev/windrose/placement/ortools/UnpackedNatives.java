package dev.windrose.placement.ortools;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The folder that the loader of OR-Tools unpacked 70 MB into. It is to go when the JVM ends in order; one that is killed
 * would leave it behind each time. What is mapped needs no file on Linux, so it is deleted as soon as it is loaded.
 */
record UnpackedNatives(Path folder) {
    /** As the loader names its folders. Libraries that somebody installed lie elsewhere and stay. */
    private static final Pattern MAPPED = Pattern.compile("[^/]*(/.*/ortools-java[^/]*)/[^/]+/libjniortools\\.so");

    private static final Path MAPS = Path.of("/proc/self/maps");

    /** Empty where they were not unpacked, and on systems that do not tell what is mapped. */
    static Optional<UnpackedNatives> ofThisProcess() {
        try {
            return Files.isReadable(MAPS) ? in(Files.readAllLines(MAPS)) : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Of lines as in <a href="https://man7.org/linux/man-pages/man5/proc_pid_maps.5.html">/proc/pid/maps</a>. */
    static Optional<UnpackedNatives> in(List<String> maps) {
        return maps.stream()
                .map(MAPPED::matcher)
                .filter(Matcher::matches)
                .map(found -> new UnpackedNatives(Path.of(found.group(1))))
                .findFirst();
    }

    void delete() {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path each : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(each);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
