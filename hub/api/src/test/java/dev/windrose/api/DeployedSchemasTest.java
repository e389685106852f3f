package dev.windrose.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.api.release.Compatibility;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** A field is a promise: what users may write and read changes only where a reviewer sees it, and never breaks them. */
class DeployedSchemasTest {
    private static final Path FOLDER = Path.of("../../deploy/crds");
    private static final Path RELEASED = FOLDER.resolve("released");
    private static final String MEND =
            "deploy/crds does not say what the Java types say. Run build/crds and commit what it wrote";

    /** {@code -Dgolden.update} (build/crds) writes the files anew. */
    @BeforeAll
    static void write() throws IOException {
        if (System.getProperty("golden.update") == null) {
            return;
        }
        var made = Documents.all();
        for (var name : present()) {
            if (!made.containsKey(name)) {
                Files.delete(FOLDER.resolve(name));
            }
        }
        for (var file : made.entrySet()) {
            var path = FOLDER.resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.writeString(path, file.getValue());
        }
    }

    @TestFactory
    Stream<DynamicTest> theFilesSayWhatTheTypesSay() {
        return Documents.all().entrySet().stream()
                .map(file -> DynamicTest.dynamicTest(file.getKey(), () -> {
                    var path = FOLDER.resolve(file.getKey());
                    assertThat(path).as(MEND).exists();
                    assertThat(Files.readString(path)).as(MEND).isEqualTo(file.getValue());
                }));
    }

    @Test
    void noFileIsLeftOfAKindThatIsGone() throws IOException {
        assertThat(present()).as(MEND).isEqualTo(Documents.all().keySet());
    }

    /** Else the next test compares with nothing. */
    @Test
    void somethingWasReleased() {
        assertThat(files(RELEASED)).contains("inferenceworkloads.yaml", "memberclusters.yaml");
    }

    @TestFactory
    Stream<DynamicTest> nothingBreaksWhoUsesTheLastRelease() throws IOException {
        var now = Documents.all();
        return files(RELEASED).stream()
                .filter(name -> name.endsWith(".yaml"))
                .map(name -> DynamicTest.dynamicTest(name, () -> {
                    var released = Documents.parse(Files.readString(RELEASED.resolve(name)));
                    assertThat(now).as("a kind was released and is gone").containsKey(name);
                    assertThat(Compatibility.breaks(released, Documents.parse(now.get(name))))
                            .as("breaking changes; deploy/crds/released/README.md says what to do")
                            .isEmpty();
                }));
    }

    /** Generated files that are there, by path. */
    private static Set<String> present() throws IOException {
        var names = new TreeSet<String>();
        files(FOLDER).stream().filter(name -> name.endsWith(".yaml")).forEach(names::add);
        files(FOLDER.resolve("schemas/" + Names.GROUP))
                .forEach(name -> names.add("schemas/" + Names.GROUP + "/" + name));
        return names;
    }

    private static Set<String> files(Path folder) {
        var names = new TreeSet<String>();
        if (Files.isDirectory(folder)) {
            try (var list = Files.list(folder)) {
                list.filter(Files::isRegularFile)
                        .forEach(file -> names.add(file.getFileName().toString()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return names;
    }
}
