package dev.windrose.placement.ortools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnpackedNativesTest {
    @Test
    void areFoundByWhatIsMapped() {
        assertThat(UnpackedNatives.in(List.of(
                        "7f2a-7f2b r-xp 00000000 08:01 42 /usr/lib/libc.so.6",
                        "7f2c-7f2d r-xp 00000000 00:00 0",
                        "7f2e-7f2f r-xp 00000000 08:01 43 /tmp/ortools-java12/ortools-linux-x86-64/libjniortools.so")))
                .contains(new UnpackedNatives(Path.of("/tmp/ortools-java12")));
    }

    @Test
    void installedOnesAreNotTaken() {
        assertThat(UnpackedNatives.in(
                        List.of("7f2e-7f2f r-xp 00000000 08:01 43 /usr/lib/ortools/x86/libjniortools.so")))
                .isEmpty();
    }

    @Test
    void goWithTheirFolder(@TempDir Path folder) throws IOException {
        Path unpacked = folder.resolve("ortools-java12");
        Path library = unpacked.resolve("ortools-linux-x86-64/libjniortools.so");
        Files.createDirectories(library.getParent());
        Files.createFile(library);

        new UnpackedNatives(unpacked).delete();

        assertThat(unpacked).doesNotExist();
        assertThat(folder).exists();
    }

    @Test
    void aJvmThatIsKilledAfterLoadingLeavesNothing() throws IOException {
        assumeTrue(Files.isReadable(Path.of("/proc/self/maps")), "skipped: this system does not tell what is mapped");
        var glop = new GlopSolver();
        assumeTrue(glop.unavailable().isEmpty(), () -> "skipped: " + glop.unavailable());

        assertThat(Files.readAllLines(Path.of("/proc/self/maps")))
                .anyMatch(line -> line.endsWith("/libjniortools.so (deleted)"));
    }
}
