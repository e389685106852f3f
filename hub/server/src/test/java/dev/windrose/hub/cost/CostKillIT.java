package dev.windrose.hub.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.windrose.hub.HubProcess;
import dev.windrose.hub.fleet.Json;
import dev.windrose.testing.TestPostgres;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A hub that is killed while it adds up leaves nothing out and counts nothing twice. */
@Timeout(300)
class CostKillIT {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final int GPUS = 6;

    private final TestPostgres.Database database = TestPostgres.freshDatabase();

    @Test
    void everySecondIsCountedOnceThoughTheHubIsKilledAsItAddsUp() throws Exception {
        try (var hub = new HubProcess(database)) {
            hub.awaitReady();
            var uid = pausedWorkload(hub);
            sql("""
                    insert into workload_revision (workload_uid, generation, namespace, name, spec, surge)
                    values ('%s', 1, 'default', 'chat', '{}', false);
                    insert into assignment values
                        ('%s', 'gone', 'L4', 2, '', 'ON_DEMAND', 3, 'SERVING', 1, now(), 1);
                    insert into plan (id, parent, made_at, solver, changes) values ('by-hand', 'none', now(), 'none', '[]')
                    """.formatted(uid, uid));
            sql("update cost_meter set since = since - interval '5 hours'");
            try (var lock = database.connect();
                    var statement = lock.createStatement()) {
                lock.setAutoCommit(false);
                statement.execute("select pg_advisory_xact_lock(hashtext('windrose.cost'))");
                hub.kill();
                hub.start();
                hub.awaitReady();
                await("adding up waits for the lock").atMost(SOON).until(() -> waiting() > 0);
                hub.kill();
                lock.rollback();
            }
            hub.start();
            hub.awaitReady();

            await().atMost(SOON).until(() -> number("select count(*) from cost_hour") >= 5);
            assertThat(missing()).isBetween(-1.0, 1.0);
            hub.kill();
            sql("update cost_meter set since = date_trunc('hour', since) - interval '1 hour' where until is null");
            hub.start();
            hub.awaitReady();
            await().atMost(SOON)
                    .until(() ->
                            number("select count(*) from cost_meter where since >= date_trunc('hour', now())") == 1);
            var report = report(hub);
            assertThat(report.at("/total/unpricedGpuHours").asDouble())
                    .isEqualTo(report.at("/total/gpuHours").asDouble())
                    .isGreaterThan(5 * GPUS);
            assertThat(report.at("/total/cost").isNull()).isTrue();
        }
    }

    /** Nothing moves it, and nothing of it is moved. */
    private static String pausedWorkload(HubProcess hub) throws Exception {
        var body = """
                {"apiVersion": "fleet.windrose.dev/v1alpha1", "kind": "InferenceWorkload",
                 "metadata": {"namespace": "default", "name": "chat"},
                 "spec": {"model": {"id": "meta-llama/Llama-3.1-8B-Instruct"}, "replicas": 3,
                          "pause": {"reason": "a test"}}}""";
        try (var http = hub.http()) {
            var answer = http.send(
                    hub.request("/apis/fleet.windrose.dev/v1alpha1/namespaces/default/inferenceworkloads")
                            .header("Content-Type", "application/json")
                            .POST(BodyPublishers.ofString(body))
                            .build(),
                    BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
            return Json.parse(answer.body()).at("/metadata/uid").asText();
        }
    }

    private static com.fasterxml.jackson.databind.JsonNode report(HubProcess hub) throws Exception {
        try (var http = hub.http()) {
            return Json.parse(http.send(hub.request("/api/v1/costs").build(), BodyHandlers.ofString())
                    .body());
        }
    }

    /** Seconds of one GPU between what was counted and what passed since the row began, five hours before it was written. */
    private double missing() throws SQLException {
        return Double.parseDouble(text("""
                select (extract(epoch from clock_timestamp() - (select a.since - interval '5 hours' from assignment a)) * %d
                        - (select sum(gpu_seconds) from (
                              select gpu_seconds from cost_hour
                              union all
                              select p.gpu_seconds from cost_meter m
                                cross join lateral cost_pieces(m, clock_timestamp()) p) x)) / %d""".formatted(GPUS, GPUS)));
    }

    private long waiting() throws SQLException {
        return number("select count(*) from pg_locks where locktype = 'advisory' and not granted");
    }

    private long number(String sql) throws SQLException {
        return Long.parseLong(text(sql));
    }

    private String text(String sql) throws SQLException {
        try (var connection = database.connect();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }

    private void sql(String sql) throws SQLException {
        try (var connection = database.connect();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
