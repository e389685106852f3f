package dev.windrose.local.postgres;

import dev.windrose.local.process.LaunchSpec;
import dev.windrose.local.process.Records;
import dev.windrose.local.state.FleetException;
import dev.windrose.local.state.FleetPaths;
import dev.windrose.local.state.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/**
 * The database of one fleet: made when missing, on loopback only, with password authentication, and with every commit
 * on disk before it is acknowledged.
 */
public final class PostgresServer {
    public static final String USER = "windrose";
    public static final String DATABASE = "windrose";
    private static final String LISTENS = "127.0.0.1";

    private final FleetPaths paths;
    private final Settings settings;
    private final Records records;

    public PostgresServer(FleetPaths paths, Settings settings, Records records) {
        this.paths = paths;
        this.settings = settings;
        this.records = records;
    }

    /** Makes the data folder if there is none, and says how the server is started. */
    public LaunchSpec prepare() throws IOException, InterruptedException {
        Path home = Binaries.home(paths);
        Path data = paths.postgres();
        RunAs runAs = RunAs.choose(paths.state());
        if (!Files.exists(data.resolve("PG_VERSION"))) {
            initialise(home, data, runAs);
        }
        forgetLockOfEarlierBoot(data);
        var command = runAs.command(List.of(
                home.resolve("bin/postgres").toString(),
                "-D",
                data.toString(),
                "-p",
                Integer.toString(settings.postgresPort()),
                "-c",
                "listen_addresses=" + LISTENS,
                "-c",
                "unix_socket_directories=", // a socket's path is short, a checkout's may be long
                "-c",
                "fsync=on",
                "-c",
                "synchronous_commit=on",
                "-c",
                "full_page_writes=on",
                "-c",
                "shared_buffers=64MB",
                "-c",
                "max_connections=60",
                "-c",
                "jit=off",
                "-c",
                "log_line_prefix=%m [%p] "));
        return new LaunchSpec("postgres", command, Map.of("LC_ALL", "C", "TZ", "UTC"), paths.log("postgres"));
    }

    /** Whether it takes a login with our password: no stranger on the same port is taken for it. */
    public boolean answers() {
        try (var _ = connect("postgres")) {
            return true;
        } catch (SQLException e) {
            return false; // not yet, or not ours; the caller's deadline decides
        }
    }

    /** Makes the hub's database on a new server. */
    public void createDatabase() {
        try (var connection = connect("postgres");
                var exists = connection.prepareStatement("select 1 from pg_database where datname = ?")) {
            exists.setString(1, DATABASE);
            try (var rows = exists.executeQuery()) {
                if (rows.next()) {
                    return;
                }
            }
            try (var create = connection.createStatement()) {
                create.execute("create database " + DATABASE);
            }
        } catch (SQLException e) {
            throw new FleetException(
                    "PostgreSQL refused to make the database: %s Its log: %s"
                            .formatted(e.getMessage(), paths.log("postgres")),
                    e);
        }
    }

    /** A connection as the hub's user, to the hub's database or another. */
    public Connection connect(String database) throws SQLException {
        var login = new Properties();
        login.setProperty("user", USER);
        login.setProperty("password", settings.databasePassword());
        login.setProperty("connectTimeout", "2");
        login.setProperty("socketTimeout", "20");
        return DriverManager.getConnection(
                "jdbc:postgresql://%s:%d/%s".formatted(LISTENS, settings.postgresPort(), database), login);
    }

    /** The address that the hub is told. */
    public String url() {
        return "postgresql://%s:%d/%s".formatted(LISTENS, settings.postgresPort(), DATABASE);
    }

    private void initialise(Path home, Path data, RunAs runAs) throws IOException, InterruptedException {
        var onlyOwner = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
        // A folder of an initdb that was killed half way has no PG_VERSION or is incomplete: built aside, then renamed.
        Path fresh = Files.createTempDirectory(paths.state(), ".postgres-", onlyOwner);
        Path password = Files.createTempFile(paths.state(), ".password-", "");
        try {
            Files.writeString(password, settings.databasePassword());
            runAs.own(fresh);
            runAs.own(password);
            Path log = paths.log("initdb");
            int status = new ProcessBuilder(runAs.command(List.of(
                            home.resolve("bin/initdb").toString(),
                            "--pgdata=" + fresh,
                            "--username=" + USER,
                            "--auth=scram-sha-256",
                            "--pwfile=" + password,
                            "--encoding=UTF8",
                            "--locale=C",
                            "--data-checksums")))
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start()
                    .waitFor();
            if (status != 0) {
                throw new FleetException("PostgreSQL's initdb failed: %s Its log: %s".formatted(lastLine(log), log));
            }
            Files.deleteIfExists(data);
            Files.move(fresh, data);
        } finally {
            Files.deleteIfExists(password);
            if (Files.exists(fresh)) {
                new ProcessBuilder("rm", "-rf", fresh.toString()).start().waitFor();
            }
        }
    }

    /**
     * After a reboot the pid in PostgreSQL's lock file may belong to anybody, and the server would refuse to start. Only
     * then is the lock taken away: within one boot PostgreSQL's own judgement holds.
     */
    private void forgetLockOfEarlierBoot(Path data) throws IOException {
        var last = records.find("postgres");
        if (last.isPresent() && last.get().isOfEarlierBoot()) {
            Files.deleteIfExists(data.resolve("postmaster.pid"));
        }
    }

    private static String lastLine(Path log) throws IOException {
        return Files.readString(log)
                .strip()
                .lines()
                .filter(line -> line.startsWith("initdb: error") || line.contains("FATAL") || line.contains("No space"))
                .findFirst()
                .orElse("it said nothing.");
    }
}
