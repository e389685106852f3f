package dev.windrose.local.postgres;

import dev.windrose.local.state.FleetException;
import dev.windrose.local.state.FleetPaths;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/**
 * PostgreSQL's programs, unpacked once from the jar that carries them. {@code FLEET_POSTGRES_HOME} names a folder with
 * {@code bin/postgres} to be taken instead, for systems whose binaries are not carried.
 */
final class Binaries {
    private static final String OVERRIDE = "FLEET_POSTGRES_HOME";

    private Binaries() {}

    /** The folder that holds {@code bin/postgres} and {@code bin/initdb}. */
    static Path home(FleetPaths paths) throws IOException {
        String given = System.getenv(OVERRIDE);
        if (given != null && !given.isBlank()) {
            Path home = Path.of(given);
            if (!Files.isExecutable(home.resolve("bin/postgres")) || !Files.isExecutable(home.resolve("bin/initdb"))) {
                throw new FleetException("%s (%s) holds no bin/postgres and bin/initdb.".formatted(OVERRIDE, given));
            }
            return home;
        }
        String resource = archive();
        try (InputStream in = Binaries.class.getResourceAsStream("/" + resource)) {
            if (in == null) {
                throw new FleetException(
                        "No PostgreSQL for this system (%s) is carried along. Install PostgreSQL 15 or newer and set %s to its folder."
                                .formatted(resource, OVERRIDE));
            }
            Path home = paths.cache().resolve("postgresql-" + version());
            if (!Files.isDirectory(home)) {
                unpack(in, paths.cache(), home);
            }
            return home;
        }
    }

    /** The release that the build took, e.g. 17.6.0: a new one is unpacked beside the old. */
    static String version() throws IOException {
        try (InputStream in = Binaries.class.getResourceAsStream("/postgresql.version")) {
            if (in == null) {
                throw new FleetException("The build of deploy/local is not complete. Maybe run ./fleet again.");
            }
            return new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8).strip();
        }
    }

    private static String archive() {
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        String kind = system.contains("mac") ? "darwin" : system.contains("win") ? "windows" : "linux";
        String machine = switch (System.getProperty("os.arch")) {
            case "aarch64", "arm64" -> "arm_64";
            default -> "x86_64";
        };
        return "postgres-%s-%s.txz".formatted(kind, machine);
    }

    /** Into a folder beside it that is then renamed: a folder of the final name is always complete. */
    private static void unpack(InputStream in, Path cache, Path home) throws IOException {
        Path fresh = Files.createTempDirectory(cache, ".postgresql-");
        Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rwxr-xr-x"));
        try (var tar = new TarArchiveInputStream(new XZCompressorInputStream(in))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                Path target = fresh.resolve(entry.getName()).normalize();
                if (!target.startsWith(fresh)) {
                    throw new IOException("entry %s leaves the archive".formatted(entry.getName()));
                }
                write(tar, entry, target);
            }
        }
        try {
            Files.move(fresh, home, StandardCopyOption.ATOMIC_MOVE);
        } catch (java.nio.file.FileSystemException e) {
            if (!Files.isDirectory(home)) { // otherwise another command was faster
                throw e;
            }
        }
    }

    private static void write(TarArchiveInputStream tar, TarArchiveEntry entry, Path target) throws IOException {
        if (entry.isDirectory()) {
            Files.createDirectories(target);
            return;
        }
        Files.createDirectories(target.getParent());
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
            return;
        }
        Files.copy(tar, target);
        Set<PosixFilePermission> rights = EnumSet.of(
                PosixFilePermission.OWNER_READ,
                PosixFilePermission.OWNER_WRITE,
                PosixFilePermission.GROUP_READ,
                PosixFilePermission.OTHERS_READ);
        if ((entry.getMode() & 0b001_000_000) != 0) {
            rights.addAll(Stream.of(
                            PosixFilePermission.OWNER_EXECUTE,
                            PosixFilePermission.GROUP_EXECUTE,
                            PosixFilePermission.OTHERS_EXECUTE)
                    .toList());
        }
        Files.setPosixFilePermissions(target, rights);
    }
}
