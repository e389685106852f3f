package dev.windrose.local.state;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;

/**
 * Where everything lies: the checkout that is run, and the state of one fleet. Two fleets of one checkout differ in their
 * state folder only.
 *
 * @param root the checkout
 * @param state the folder that holds all this fleet remembers; {@code .fleet} in the checkout unless told otherwise
 */
public record FleetPaths(Path root, Path state) {
    public FleetPaths {
        root = root.toAbsolutePath().normalize();
        state = state.toAbsolutePath().normalize();
    }

    public Path run() {
        return state.resolve("run");
    }

    public Path logs() {
        return state.resolve("logs");
    }

    public Path log(String who) {
        return logs().resolve(who + ".log");
    }

    /** Unpacked binaries and class archives: made again when missing, kept by {@code --fresh}. */
    public Path cache() {
        return state.resolve("cache");
    }

    public Path postgres() {
        return state.resolve("postgres");
    }

    public Path hub() {
        return state.resolve("hub");
    }

    public Path simulator() {
        return state.resolve("simulator");
    }

    public Path kubeconfig() {
        return state.resolve("kubeconfig");
    }

    public Path memberKubeconfig(String cluster) {
        return simulator().resolve(cluster).resolve("kubeconfig");
    }

    public Path adminToken() {
        return hub().resolve("admin.token");
    }

    public Path hubCa() {
        return hub().resolve("pki/ca.crt");
    }

    public Path settings() {
        return state.resolve("settings.json");
    }

    /** Makes the folders that commands write to, for the owner alone: tokens and keys lie below. */
    public void create() throws IOException {
        Path[] folders = {state, run(), logs(), cache(), hub(), simulator()};
        for (Path folder : folders) {
            if (!Files.isDirectory(folder)) {
                Files.createDirectories(
                        folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            }
        }
    }

    /** Removes all that the fleet stored; what can be made again without it (cache) and the logs stay. */
    public void wipe() throws IOException {
        Path[] stored = {postgres(), hub(), simulator(), kubeconfig(), settings()};
        for (Path path : stored) {
            delete(path);
        }
    }

    private static void delete(Path path) throws IOException {
        if (Files.isDirectory(path)) {
            try (Stream<Path> below = Files.list(path)) {
                for (Path child : below.toList()) {
                    delete(child);
                }
            }
        }
        Files.deleteIfExists(path);
    }
}
