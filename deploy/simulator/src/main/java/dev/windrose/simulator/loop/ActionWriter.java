package dev.windrose.simulator.loop;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.kubeapi.store.ObjectKey;
import dev.windrose.kubeapi.store.ResourceStore;
import dev.windrose.kubeapi.store.WriteResult;
import dev.windrose.simulator.control.Action;
import dev.windrose.simulator.control.Ids;
import dev.windrose.simulator.json.Json;
import dev.windrose.simulator.world.Kinds;
import dev.windrose.simulator.world.Meta;
import dev.windrose.simulator.world.Templates;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Carries actions out on the store. Lost races are no errors: the loop reads again. */
final class ActionWriter {
    private static final int EVENT_HASH = 12;

    private final ResourceStore plain;
    private final ResourceStore graceful;
    private final InstantSource clock;
    private final Ids ids;

    /** @param graceful the store as callers of the API reach it */
    ActionWriter(ResourceStore plain, ResourceStore graceful, InstantSource clock, Ids ids) {
        this.plain = plain;
        this.graceful = graceful;
        this.clock = clock;
        this.ids = ids;
    }

    /** @throws RuntimeException the store is broken, such as by a full disk */
    void carryOut(Action action) {
        switch (action) {
            case Action.Create(ObjectKey key, ObjectNode object) -> done(graceful.create(key, born(object)));
            case Action.Update(ObjectKey key, ObjectNode object, long version) ->
                done(plain.update(key, object, version));
            case Action.Delete(ObjectKey key, long version) -> delete(key, version);
            case Action.Remove(ObjectKey key, long version) -> remove(key, version);
            case Action.Tell tell -> tell(tell);
        }
    }

    private ObjectNode born(ObjectNode object) {
        ObjectNode metadata = Json.child(object, "metadata");
        metadata.put("uid", ids.uid());
        metadata.put("creationTimestamp", now());
        return object;
    }

    private void delete(ObjectKey key, long version) {
        Optional<Meta> found = read(key).filter(meta -> meta.version() == version && !meta.deleting());
        if (found.isEmpty()) {
            return;
        }
        if (found.get().hasFinalizers()) {
            ObjectNode marked = found.get().object().deepCopy();
            Json.child(marked, "metadata").put("deletionTimestamp", now()).put("deletionGracePeriodSeconds", 0);
            done(plain.update(key, marked, version));
        } else {
            done(graceful.delete(key, version));
        }
    }

    private void remove(ObjectKey key, long version) {
        if (read(key).filter(meta -> !meta.hasFinalizers()).isPresent()) {
            done(plain.delete(key, version));
        }
    }

    /** One Event per object, reason and message; a repeat raises its count. */
    private void tell(Action.Tell tell) {
        Meta about = tell.about();
        String namespace = about.namespace().isEmpty() ? "default" : about.namespace();
        String name = about.name() + "."
                + Templates.shortHash(about.uid() + tell.reason() + tell.message() + tell.component(), EVENT_HASH);
        ObjectKey key = new ObjectKey(Kinds.EVENTS, namespace, name);
        Optional<Meta> before = read(key);
        if (before.isPresent()) {
            ObjectNode again = before.get().object().deepCopy();
            again.put("count", again.path("count").asInt(1) + 1).put("lastTimestamp", now());
            done(plain.update(key, again, before.get().version()));
        } else {
            done(plain.create(key, born(event(tell, namespace, name))));
        }
    }

    private ObjectNode event(Action.Tell tell, String namespace, String name) {
        Meta about = tell.about();
        ObjectNode event = Json.object().put("apiVersion", "v1").put("kind", "Event");
        event.putObject("metadata").put("name", name).put("namespace", namespace);
        ObjectNode involved = event.putObject("involvedObject");
        involved.put("apiVersion", tell.apiVersion()).put("kind", tell.kind());
        involved.put("name", about.name()).put("uid", about.uid());
        if (!about.namespace().isEmpty()) {
            involved.put("namespace", about.namespace());
        }
        event.put("type", tell.type()).put("reason", tell.reason()).put("message", tell.message());
        event.put("count", 1).put("firstTimestamp", now()).put("lastTimestamp", now());
        event.putObject("source").put("component", tell.component());
        event.put("reportingComponent", tell.component()).put("reportingInstance", "");
        return event;
    }

    private Optional<Meta> read(ObjectKey key) {
        return plain.get(key).toCompletableFuture().join().map(object -> Meta.of(key, object));
    }

    private String now() {
        Instant now = clock.instant();
        return now.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private static void done(CompletionStage<WriteResult> write) {
        write.toCompletableFuture().join();
    }
}
