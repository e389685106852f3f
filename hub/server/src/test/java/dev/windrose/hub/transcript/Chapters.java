package dev.windrose.hub.transcript;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** The chapters as files, in the order of their numbers, and the list in docs/api.md that they refer to. */
final class Chapters {
    /** Also holds what the commands read: manifests and a prelude for the shell. */
    static final Path FOLDER = Path.of("src/test/resources/transcripts");

    private static final Path API = Path.of("../../docs/api.md");
    private static final Pattern ROW = Pattern.compile("^\\| `([a-z0-9-]+)` \\| (.+) \\| (.+) \\|$", Pattern.MULTILINE);
    private static final String HEADING = "## Where the hub answers otherwise than a kube-apiserver\n";

    private Chapters() {}

    static List<String> names() {
        try (var files = Files.list(FOLDER)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".txt"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list " + FOLDER, e);
        }
    }

    static String text(String name) {
        return read(FOLDER.resolve(name));
    }

    static void write(String name, String text) {
        try {
            Files.writeString(FOLDER.resolve(name), text);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + name, e);
        }
    }

    /** Chapters that need the garbage collector and the namespace controller say so in their first lines. */
    static boolean needsControllers(String text) {
        return text.lines().limit(5).anyMatch(line -> line.startsWith("Needs: controllers"));
    }

    /** The ids in docs/api.md, in order, each with its reason. */
    static List<String> listedDifferences() {
        String text = read(API);
        int start = text.indexOf(HEADING);
        if (start < 0) {
            throw new IllegalStateException("docs/api.md has no heading '%s'".formatted(HEADING.strip()));
        }
        int end = text.indexOf("\n## ", start + HEADING.length());
        return ROW.matcher(text.substring(start, end < 0 ? text.length() : end))
                .results()
                .map(row -> row.group(1))
                .toList();
    }

    /** Whether golden files are written instead of compared. */
    static boolean update() {
        return System.getProperty("golden.update") != null;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }
}
