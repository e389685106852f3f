package dev.windrose.hub.event;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.hub.HubConfig;
import dev.windrose.hub.store.db.Database;
import dev.windrose.kubeapi.service.DeleteOptions;
import dev.windrose.kubeapi.service.KubeClient;
import dev.windrose.kubeapi.service.KubeService;
import dev.windrose.kubeapi.service.ListRequest;
import dev.windrose.kubeapi.status.ApiException;
import dev.windrose.kubeapi.status.Reason;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Tells people what happens to the fleet's objects, as core/v1 Events: {@code kubectl describe} and {@code kubectl events}
 * show them. Who tells never waits and never fails: notes go into a bounded queue, and what does not fit is counted and
 * dropped. They are written at a rate, with the time at which they were told. The same note again is counted on the Event
 * that is there.
 */
@ApplicationScoped
public class Events {
    private static final Logger LOG = Logger.getLogger(Events.class);
    private static final int QUEUE = 2_000;

    private final KubeClient.Collection events;
    private final InstantSource clock;
    private final HubConfig config;
    private final BlockingQueue<Told> queue = new ArrayBlockingQueue<>(QUEUE);
    private final EventBudget budget = new EventBudget();
    private final Counter dropped;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private volatile @Nullable Thread writer;

    private record Told(Note note, Instant at) {}

    public Events(KubeService service, InstantSource clock, HubConfig config, MeterRegistry metrics) {
        this.events = service.client(EventObject.REPORTER).resource("", "events");
        this.clock = clock;
        this.config = config;
        this.dropped = metrics.counter("windrose_event_dropped_total");
    }

    void start(@Observes @Priority(2450) StartupEvent event) {
        writer = Thread.ofVirtual().name("events").start(this::run);
    }

    void stop(@Observes ShutdownEvent event) {
        stopping.countDown();
        var running = writer;
        if (running != null) {
            running.interrupt();
        }
    }

    /** Returns at once. */
    public void tell(Note note) {
        if (!queue.offer(new Told(note, clock.instant()))) {
            dropped.increment();
        }
    }

    private void run() {
        try {
            while (true) {
                write(queue.take());
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void write(Told told) throws InterruptedException {
        var note = told.note();
        var now = clock.instant();
        if (!budget.take(note.about().uid(), now)) {
            dropped.increment();
            return;
        }
        if (stopping.await(budget.turn(now).toMillis(), TimeUnit.MILLISECONDS)) {
            return;
        }
        try {
            createOrCount(note, told.at());
        } catch (Database.DatabaseException e) {
            dropped.increment();
            LOG.warnf(
                    "event not written: reason=%s object=%s cause=%s",
                    note.reason(), note.about().name(), e.getMessage());
        }
    }

    /** Most notes are new: that one is there already is found out by making it. */
    private void createOrCount(Note note, Instant at) {
        var object = EventObject.first(note, at);
        try {
            Database.await(events.create(object));
        } catch (Database.DatabaseException e) {
            switch (refusal(e)) {
                case ALREADY_EXISTS -> count(object, at);
                case FORBIDDEN -> {} // a namespace that is going takes no more
                case null, default -> throw e;
            }
        }
    }

    private static @Nullable Reason refusal(Database.DatabaseException failure) {
        var refusal = failure.getCause() == null ? null : ApiException.in(failure.getCause());
        return refusal == null ? null : refusal.reason();
    }

    private void count(ObjectNode object, Instant at) {
        var namespace = object.path("metadata").path("namespace").asText();
        var name = object.path("metadata").path("name").asText();
        var known = Database.await(events.find(namespace, name));
        if (known.isPresent()) {
            Database.await(events.merge("", namespace, name, EventObject.again(known.get(), at)));
        }
    }

    /** Removes what is older than the setting at this instant, whoever wrote it. Called now and then, by a virtual thread. */
    public void expire(Instant now) {
        var oldest = now.minus(config.eventTtl());
        for (ObjectNode event : Database.await(events.list(ListRequest.all())).items()) {
            if (EventObject.lastSeen(event).isBefore(oldest)) {
                remove(event);
            }
        }
    }

    private void remove(ObjectNode event) {
        var metadata = event.path("metadata");
        try {
            Database.await(events.delete(
                    metadata.path("namespace").asText(),
                    metadata.path("name").asText(),
                    new DeleteOptions(
                            metadata.path("uid").asText(),
                            metadata.path("resourceVersion").asText())));
        } catch (Database.DatabaseException e) {
            if (e.getCause() == null || ApiException.in(e.getCause()) == null) {
                throw e;
            }
            // Gone, or seen once more meanwhile: the next pass looks again.
        }
    }
}
