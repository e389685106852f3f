package dev.windrose.hub.audit;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.hub.fleet.Json;
import dev.windrose.hub.store.db.AccountedStore;
import dev.windrose.hub.store.db.PgResourceStore;
import dev.windrose.kubeapi.audit.AuditTrail.Attempt;
import dev.windrose.kubeapi.audit.AuditTrail.Entry;
import dev.windrose.kubeapi.store.ObjectKey;
import dev.windrose.kubeapi.store.ResourceStore;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The account of one request: what it wrote goes with the writes, and how it ended else is offered to the writer. */
final class AuditAccount implements Entry, AccountedStore.Account {
    /** A user agent is the client's to choose; so is its length. */
    private static final int LONGEST = 256;

    private final Attempt attempt;
    private final PgResourceStore store;
    private final Consumer<ObjectNode> unwritten;
    private final Map<ObjectKey, ObjectNode> seen = new ConcurrentHashMap<>();
    private final AtomicBoolean wrote = new AtomicBoolean();

    AuditAccount(Attempt attempt, PgResourceStore store, Consumer<ObjectNode> unwritten) {
        this.attempt = attempt;
        this.store = store;
        this.unwritten = unwritten;
    }

    @Override
    public ResourceStore through(ResourceStore reads) {
        return new AccountedStore(reads, store, this);
    }

    @Override
    public void read(ObjectKey key, ObjectNode object) {
        seen.put(key, object);
    }

    @Override
    public String of(boolean creates, ObjectKey key, @Nullable ObjectNode after) {
        var before = seen.get(key);
        var changed =
                creates || before == null || after == null ? List.<String>of() : FieldChanges.between(before, after);
        var account = account(creates ? 201 : 200);
        if (!changed.isEmpty()) {
            var paths = account.putArray("changed");
            changed.forEach(paths::add);
        }
        return account.toString();
    }

    @Override
    public void written() {
        wrote.set(true);
    }

    /** A request that changed nothing, or was refused, has no write to go with. */
    @Override
    public void answered(int code) {
        if (!wrote.get()) {
            unwritten.accept(account(code));
        }
    }

    private ObjectNode account(int code) {
        var account = Json.MAPPER.createObjectNode();
        var caller = attempt.caller();
        account.put("user", caller.user());
        var groups = account.putArray("groups");
        caller.groups().forEach(groups::add);
        put(account, "source", caller.address());
        put(account, "userAgent", attempt.userAgent());
        put(account, "verb", attempt.verb());
        put(account, "resource", attempt.resource());
        put(account, "subresource", attempt.subresource());
        put(account, "namespace", attempt.namespace());
        put(account, "name", attempt.name());
        put(account, "path", attempt.path());
        account.put("code", code);
        if (attempt.dryRun()) {
            account.put("dryRun", true);
        }
        put(account, "allowedBy", attempt.allowedBy());
        return account.put("requestId", attempt.requestId());
    }

    private static void put(ObjectNode account, String field, String value) {
        if (!value.isEmpty()) {
            account.put(field, value.length() > LONGEST ? value.substring(0, LONGEST) : value);
        }
    }
}
