package dev.windrose.local.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.windrose.local.process.Keeper;
import dev.windrose.local.process.Records;
import dev.windrose.local.process.Stopper;
import dev.windrose.local.state.FleetPaths;
import dev.windrose.local.state.Settings;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresServerIT {
    private static final Duration SOON = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    private Settings settings;
    private Records records;
    private PostgresServer server;
    private Keeper.Crew crew;

    @BeforeEach
    void start() throws IOException, InterruptedException {
        var paths = new FleetPaths(folder, folder.resolve("a state folder"));
        paths.create();
        settings = Settings.load(paths);
        records = new Records(paths.run());
        server = new PostgresServer(paths, settings, records);
        crew = new Keeper.Crew(records, _ -> {});
        var keeper = new Keeper("postgres", server::prepare, server::answers, crew);
        keeper.begin();
        keeper.awaitReady(SOON);
        server.createDatabase();
        keeper.keep();
    }

    @AfterEach
    void stop() throws IOException, InterruptedException {
        crew.stop();
        new Stopper(records).stopAll();
    }

    @Test
    void keepsWhatItAcknowledgedWhenItIsKilled() throws SQLException, IOException {
        execute("create table t (n int)");
        execute("insert into t values (42)");
        long pid = records.alive("postgres").orElseThrow().pid();

        ProcessHandle.of(pid).orElseThrow().destroyForcibly();

        await().atMost(SOON)
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(value("select n from t")).isEqualTo("42"));
        assertThat(records.alive("postgres").orElseThrow().pid()).isNotEqualTo(pid);
    }

    @Test
    void makesEveryCommitDurableAndListensOnLoopbackOnly() throws SQLException {
        assertThat(value("show fsync")).isEqualTo("on");
        assertThat(value("show synchronous_commit")).isEqualTo("on");
        assertThat(value("show full_page_writes")).isEqualTo("on");
        assertThat(value("show data_checksums")).isEqualTo("on");
        assertThat(value("show listen_addresses")).isEqualTo("127.0.0.1");
    }

    @Test
    void letsNobodyInWithoutThePassword() {
        assertThatThrownBy(() -> DriverManager.getConnection(
                        "jdbc:postgresql://127.0.0.1:%d/windrose".formatted(settings.postgresPort()),
                        PostgresServer.USER,
                        "guess"))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("password authentication failed");
    }

    @Test
    void makesTheDatabaseOnce() {
        server.createDatabase();

        assertThat(server.answers()).isTrue();
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = server.connect(PostgresServer.DATABASE);
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private String value(String sql) throws SQLException {
        try (Connection connection = server.connect(PostgresServer.DATABASE);
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }
}
