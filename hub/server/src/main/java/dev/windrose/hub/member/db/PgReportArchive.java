package dev.windrose.hub.member.db;

import com.fasterxml.jackson.databind.JsonNode;
import dev.windrose.hub.fleet.Json;
import dev.windrose.hub.loop.Loop;
import dev.windrose.hub.member.MemberReports.Subject;
import dev.windrose.hub.member.ReportArchive;
import dev.windrose.hub.store.db.Database;
import dev.windrose.protocol.ClusterName;
import dev.windrose.protocol.Generation;
import dev.windrose.protocol.ObjectKey;
import dev.windrose.protocol.WorkloadStatus;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Reports in tables, written at most a few times a second, the newest of each subject only. A hub that starts knows
 * from them what was ready before, until members speak again.
 */
@ApplicationScoped
public class PgReportArchive implements ReportArchive {
    private static final Duration PERIOD = Duration.ofSeconds(1);

    private final Database database;
    private final Loop writer;
    private final Map<Subject, WorkloadStatus> dirtyWorkloads = new HashMap<>();
    private final Map<ClusterName, List<String>> dirtyInventories = new HashMap<>();
    private final Map<Subject, WorkloadStatus> atStart = new ConcurrentHashMap<>();

    public PgReportArchive(Database database, MeterRegistry metrics) {
        this.database = database;
        this.writer = new Loop("report-archive", PERIOD, metrics, this::write);
    }

    /** Before the loops that ask for it. */
    void start(@Observes @Priority(100) StartupEvent event) {
        Json.parse(database.ask(s -> s.createNativeQuery(
                                "select cast(coalesce(jsonb_agg(to_jsonb(o)), '[]') as text) from observation o",
                                String.class)
                        .getSingleResult()))
                .forEach(row -> atStart.put(subject(row), status(row)));
        writer.start();
    }

    void stop(@Observes ShutdownEvent event) {
        writer.close();
    }

    @Override
    public synchronized void keep(Subject subject, WorkloadStatus status) {
        atStart.remove(subject);
        dirtyWorkloads.put(subject, status);
    }

    @Override
    public synchronized void keepInventory(ClusterName cluster, List<String> rows) {
        dirtyInventories.put(cluster, rows);
    }

    @Override
    public Optional<WorkloadStatus> workload(Subject subject) {
        return Optional.ofNullable(atStart.get(subject));
    }

    private void write() {
        Map<Subject, WorkloadStatus> workloads;
        Map<ClusterName, List<String>> inventories;
        synchronized (this) {
            workloads = Map.copyOf(dirtyWorkloads);
            inventories = Map.copyOf(dirtyInventories);
        }
        if (!workloads.isEmpty()) {
            writeWorkloads(workloads);
        }
        if (!inventories.isEmpty()) {
            writeInventories(inventories);
        }
        synchronized (this) {
            workloads.forEach(dirtyWorkloads::remove);
            inventories.forEach(dirtyInventories::remove);
        }
    }

    private void writeWorkloads(Map<Subject, WorkloadStatus> statuses) {
        var rows = Json.MAPPER.createArrayNode();
        statuses.forEach((subject, status) -> rows.addObject()
                .put("cluster", subject.cluster().value())
                .put("key", subject.key().value())
                .put("workload_uid", status.workloadUid())
                .put("observed_term", status.observed().term())
                .put("observed_n", status.observed().n())
                .put("desired", status.replicas().desired())
                .put("ready", status.replicas().ready())
                .put("updated", status.replicas().updated())
                .put("service", status.endpoints().service())
                .put("message", status.message())
                .put("gone", status.gone()));
        database.ask(
                s -> s.createNativeQuery("""
                        with reported as (
                            select * from jsonb_to_recordset(cast(cast(?1 as text) as jsonb)) as r(
                                cluster text, key text, workload_uid text, observed_term bigint, observed_n bigint,
                                desired integer, ready integer, updated integer, service text, message text,
                                gone boolean)),
                        removed as (
                            delete from observation o using reported r
                             where r.gone and o.cluster = r.cluster and o.key = r.key)
                        insert into observation (cluster, key, workload_uid, observed_term, observed_n, desired, ready,
                                                 updated, service, message)
                        select cluster, key, workload_uid, observed_term, observed_n, desired, ready, updated, service,
                               message
                          from reported where not gone
                        on conflict (cluster, key) do update
                           set workload_uid = excluded.workload_uid, observed_term = excluded.observed_term,
                               observed_n = excluded.observed_n, desired = excluded.desired, ready = excluded.ready,
                               updated = excluded.updated, service = excluded.service, message = excluded.message,
                               at = clock_timestamp()""").setParameter(1, rows.toString()).executeUpdate());
    }

    private void writeInventories(Map<ClusterName, List<String>> inventories) {
        var rows = Json.MAPPER.createArrayNode();
        inventories.forEach((cluster, nodes) -> {
            var row = rows.addObject().put("cluster", cluster.value());
            var array = row.putArray("nodes");
            nodes.forEach(node -> array.add(Json.parse(node)));
        });
        database.ask(
                s -> s.createNativeQuery("""
                        insert into inventory (cluster, nodes)
                        select cluster, nodes from jsonb_to_recordset(cast(cast(?1 as text) as jsonb))
                            as i(cluster text, nodes jsonb)
                        on conflict (cluster) do update set nodes = excluded.nodes, received_at = clock_timestamp()""").setParameter(1, rows.toString()).executeUpdate());
    }

    private static Subject subject(JsonNode row) {
        return new Subject(
                new ClusterName(row.path("cluster").asText()),
                new ObjectKey(row.path("key").asText()));
    }

    private static WorkloadStatus status(JsonNode row) {
        return new WorkloadStatus(
                new ObjectKey(row.path("key").asText()),
                row.path("workload_uid").asText(),
                new Generation(
                        row.path("observed_term").asLong(),
                        row.path("observed_n").asLong()),
                new WorkloadStatus.Replicas(
                        row.path("desired").asInt(),
                        row.path("ready").asInt(),
                        row.path("updated").asInt()),
                new WorkloadStatus.Endpoints(row.path("service").asText(), List.of()),
                false,
                row.path("message").asText());
    }
}
