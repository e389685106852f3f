package dev.windrose.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The checkout under test. */
final class Checkout {
    private Checkout() {}

    static Path root() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("fleet"))) {
            folder = folder.getParent();
        }
        return folder;
    }

    /** Class path of the packaged commands. */
    static String commands() throws IOException {
        Path target = root().resolve("deploy/local/target");
        try (Stream<Path> files = Files.list(target)) {
            Path jar = files.filter(file -> file.getFileName().toString().matches("windrose-local-.*\\.jar"))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("deploy/local is not packaged"));
            return jar + ":" + target.resolve("lib") + "/*";
        }
    }
}
