package dev.windrose.hub.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdminTokenTest {
    @TempDir
    Path folder;

    @Test
    void isMadeOnceForItsOwnerOnly() throws Exception {
        var first = AdminToken.in(folder.resolve("new"));
        var again = AdminToken.in(folder.resolve("new"));

        assertThat(first.value()).hasSize(43).matches("[A-Za-z0-9_-]+").isEqualTo(again.value());
        assertThat(Files.getPosixFilePermissions(folder.resolve("new/admin.token")))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }

    @Test
    void differsBetweenHubs() {
        assertThat(AdminToken.in(folder.resolve("a")).value())
                .isNotEqualTo(AdminToken.in(folder.resolve("b")).value());
    }

    @Test
    void refusesAShortTokenAndSaysHowToMendIt() throws Exception {
        Files.writeString(folder.resolve("admin.token"), "cut\n");

        assertThatThrownBy(() -> AdminToken.in(folder))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("admin.token")
                .hasMessageContaining("delete it");
    }

    @Test
    void refusesAnEmptyFile() throws Exception {
        Files.createFile(folder.resolve("admin.token"));

        assertThatThrownBy(() -> AdminToken.in(folder)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void isNotShownByToString() {
        var token = AdminToken.in(folder);

        assertThat(token.toString()).doesNotContain(token.value());
    }

    /** Whoever reads a token must read the one that counts from then on. */
    @Test
    void hubsThatStartTogetherAgreeOnOneToken() throws Exception {
        for (int round = 0; round < 40; round++) {
            var directory = folder.resolve("round" + round);
            var together = new CyclicBarrier(8);
            var starts = new ArrayList<Callable<String>>();
            for (int hub = 0; hub < 8; hub++) {
                starts.add(() -> {
                    together.await();
                    return AdminToken.in(directory).value();
                });
            }
            var values = new HashSet<String>();
            try (var threads = Executors.newFixedThreadPool(8)) {
                for (var start : threads.invokeAll(starts)) {
                    values.add(start.get());
                }
            }

            assertThat(values)
                    .containsExactly(
                            Files.readString(directory.resolve("admin.token")).strip());
            try (var files = Files.list(directory)) {
                assertThat(files).hasSize(1);
            }
        }
    }
}
