package dev.windrose.hub.audit;

import dev.windrose.hub.audit.db.PgAuditLog;
import dev.windrose.hub.rest.Call;
import dev.windrose.hub.rest.Endpoint;
import dev.windrose.hub.rest.Endpoints;
import dev.windrose.hub.rest.Right;
import dev.windrose.hub.store.db.Database;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** {@code GET /api/v1/audit}: the trail as JSON lines, read as fast as the reader takes it. */
@ApplicationScoped
public class AuditRest implements Endpoints {
    private static final int PAGE = 500;
    private static final long POLL_MILLIS = 500;

    private final PgAuditLog log;

    public AuditRest(PgAuditLog log) {
        this.log = log;
    }

    @Override
    public List<Endpoint> endpoints() {
        return List.of(Endpoint.get(
                "/api/v1/audit",
                Right.of("list", "auditevents"),
                "Who did what, as JSON lines; ?from=&to=&user=&namespace=&follow.",
                this::export));
    }

    private void export(Call call) throws InterruptedException {
        var query = new PgAuditLog.Query(
                0, call.instant("from"), call.instant("to"), call.query("user"), call.query("namespace"));
        var follow = call.flag("follow");
        var out = call.stream("application/x-ndjson");
        var gone = new Semaphore(0);
        out.onGone(gone::release);
        try {
            var at = 0L;
            while (true) {
                var rows = Database.await(log.page(query.from(at), PAGE));
                for (var row : rows) {
                    if (!out.write(row.spec().put("number", row.number()) + "\n")) {
                        return;
                    }
                    at = row.number();
                }
                if (rows.size() < PAGE && (!follow || gone.tryAcquire(POLL_MILLIS, TimeUnit.MILLISECONDS))) {
                    return;
                }
            }
        } finally {
            out.end();
        }
    }
}
