package dev.windrose.kubeapi.http;

import dev.windrose.kubeapi.access.Caller;
import dev.windrose.kubeapi.audit.AuditTrail;
import dev.windrose.kubeapi.audit.AuditTrail.Attempt;
import dev.windrose.kubeapi.audit.AuditTrail.Entry;
import dev.windrose.kubeapi.store.ResourceName;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One request on its way through the API, as the audit trail sees it. Used on the request's context only. */
final class Audited {
    /** The header by which a real API server names a request, too. */
    static final String HEADER = "Audit-Id";

    private static final Set<String> CHANGES = Set.of("create", "update", "patch", "delete", "deletecollection");

    private final AuditTrail trail;
    private final Exchange exchange;
    private final String id = UUID.randomUUID().toString();
    private Caller caller = Caller.ANONYMOUS;
    private String verb;
    private @Nullable RequestPath path;
    private String allowedBy = "";
    private @Nullable Entry entry;

    Audited(AuditTrail trail, Exchange exchange, @Nullable RequestPath path) {
        this.trail = trail;
        this.exchange = exchange;
        this.path = path;
        this.verb = verb(exchange.request().method().name());
        exchange.response().putHeader(HEADER, id);
        exchange.onAnswer(this::answered);
    }

    private static String verb(String method) {
        return switch (method) {
            case "POST" -> "create";
            case "PUT" -> "update";
            default -> method.toLowerCase(Locale.ROOT);
        };
    }

    void from(Caller known) {
        this.caller = known;
    }

    void wants(String what, RequestPath where) {
        this.verb = what;
        this.path = where;
    }

    /** The entry of a request that was let in and may change something; null when it only reads. */
    @Nullable
    Entry admitted(String right) {
        this.allowedBy = right;
        if (CHANGES.contains(verb)) {
            entry = trail.begin(attempt());
        }
        return entry;
    }

    private void answered(int code) {
        boolean refused = code == 401 || code == 403;
        Entry known = entry;
        if (known == null && (refused || CHANGES.contains(verb))) {
            known = trail.begin(attempt());
        }
        if (known != null) {
            known.answered(code);
        }
    }

    private Attempt attempt() {
        String agent = Objects.requireNonNullElse(exchange.header("User-Agent"), "");
        boolean dryRun = !exchange.query().text("dryRun").isEmpty();
        return switch (path) {
            case RequestPath.Resource at ->
                new Attempt(
                        id,
                        caller,
                        verb,
                        new ResourceName(at.group(), at.plural()).toString(),
                        at.subresource(),
                        at.namespace(),
                        at.name(),
                        "",
                        agent,
                        dryRun,
                        allowedBy);
            case RequestPath.Other other ->
                new Attempt(id, caller, verb, "", "", "", "", other.text(), agent, dryRun, allowedBy);
            case null -> new Attempt(id, caller, verb, "", "", "", "", "?", agent, dryRun, allowedBy);
        };
    }
}
