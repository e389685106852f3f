package dev.windrose.local.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsTest {
    @TempDir
    Path folder;

    @Test
    void keepsPortsAndPasswordBetweenCommands() throws IOException {
        var paths = new FleetPaths(folder, folder.resolve(".fleet"));
        paths.create();
        Settings first = Settings.load(paths).withAgentPort("a", 20_001);
        first.save(paths);

        assertThat(Settings.load(paths)).isEqualTo(first);
    }

    @Test
    void isReadableByItsOwnerOnly() throws IOException {
        var paths = new FleetPaths(folder, folder.resolve(".fleet"));
        paths.create();
        Settings.load(paths);

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(paths.settings())))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(paths.state())))
                .isEqualTo("rwx------");
    }

    @Test
    void neverShowsThePassword() throws IOException {
        var paths = new FleetPaths(folder, folder.resolve(".fleet"));
        paths.create();
        Settings settings = Settings.load(paths);

        assertThat(settings.toString()).doesNotContain(settings.databasePassword());
    }

    @Test
    void wipingKeepsLogsAndCache() throws IOException {
        var paths = new FleetPaths(folder, folder.resolve(".fleet"));
        paths.create();
        Settings.load(paths);
        Files.writeString(paths.log("hub"), "words");
        Files.createDirectories(paths.postgres().resolve("base"));
        Files.writeString(paths.cache().resolve("kept"), "");

        paths.wipe();

        assertThat(paths.settings()).doesNotExist();
        assertThat(paths.postgres()).doesNotExist();
        assertThat(paths.log("hub")).exists();
        assertThat(paths.cache().resolve("kept")).exists();
    }
}
