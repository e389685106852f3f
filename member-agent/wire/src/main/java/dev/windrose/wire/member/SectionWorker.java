package dev.windrose.wire.member;

import dev.windrose.protocol.AgentMessage;
import dev.windrose.protocol.Body;
import dev.windrose.protocol.Generation;
import dev.windrose.protocol.HubMessage;
import dev.windrose.protocol.Manifest;
import dev.windrose.protocol.ObjectKey;
import dev.windrose.protocol.ObjectResult;
import dev.windrose.protocol.Parts;
import dev.windrose.protocol.Received;
import dev.windrose.protocol.SectionName;
import dev.windrose.protocol.SectionReceiver;
import dev.windrose.protocol.SectionState;
import dev.windrose.wire.Channel;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Takes the messages of one section in order: check, fetch what bodies are missing, apply, acknowledge. What fails
 * leaves the ledger as it was; the hub sends again.
 */
final class SectionWorker implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(SectionWorker.class);
    private static final int MAX_WAITING = 1_024;
    /** Messages that are applied together at most; their objects are bounded by 64 KiB each. */
    private static final int MAX_BATCH = 64;

    private final SectionName section;
    private final DesiredStateHandler handler;
    private final Bodies bodies;
    private final AgentVoice voice;
    private final SectionReceiver receiver;
    private final BlockingQueue<HubMessage.SectionMessage> waiting = new ArrayBlockingQueue<>(MAX_WAITING);
    private final Thread thread;
    private volatile SectionState held;
    private List<ObjectResult> lastResults = List.of();

    SectionWorker(SectionName section, DesiredStateHandler handler, Bodies bodies, AgentVoice voice) {
        this.section = section;
        this.handler = handler;
        this.bodies = bodies;
        this.voice = voice;
        DesiredStateHandler.Held before = handler.held(section);
        this.receiver = new SectionReceiver(section, before.generation(), before.manifest());
        this.held = receiver.held();
        this.thread = Thread.ofVirtual().name("link-section-" + section).unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /** Never waits; when too much waits already the message is lost, and the hub sends again. */
    void put(HubMessage.SectionMessage message) {
        if (!waiting.offer(message)) {
            LOG.warnf("section is busy, a message was dropped section=%s", section);
        }
    }

    /** What this member holds; from any thread. */
    SectionState held() {
        return held;
    }

    private void run() {
        try {
            while (true) {
                var batch = new ArrayList<HubMessage.SectionMessage>();
                batch.add(waiting.take());
                waiting.drainTo(batch, MAX_BATCH - 1);
                handle(batch);
            }
        } catch (InterruptedException _) {
            LOG.debugf("worker ended section=%s", section);
        }
    }

    /** What came while the last change was applied is applied together, and acknowledged once. */
    private void handle(List<HubMessage.SectionMessage> batch) throws InterruptedException {
        Pending pending = null;
        for (HubMessage.SectionMessage message : batch) {
            Received received = receiver.receive(message);
            if (received instanceof Received.Change change) {
                pending = pending == null
                        ? new Pending(receiver.generation(), receiver.manifest(), change)
                        : pending.then(change);
                receiver.commit(change);
            } else if (!(received instanceof Received.Incomplete)) {
                apply(pending); // before an answer that says what is held
                pending = null;
                answer(received);
            }
        }
        apply(pending);
    }

    /** Changes that were accepted and not yet applied, as one; and what is held until they are. */
    private record Pending(Generation generation, Manifest manifest, Received.Change change) {
        Pending then(Received.Change next) {
            return new Pending(generation, manifest, change.then(next, manifest));
        }
    }

    private void answer(Received received) {
        switch (received) {
            case Received.AlreadyHeld _ -> acknowledge(held);
            case Received.Stale(var _, var offered) -> {
                LOG.infof(
                        "older desired state refused section=%s held=%s offered=%s",
                        section, held.generation(), offered);
                acknowledge(held);
            }
            case Received.Mismatch(var request, var reason) -> {
                LOG.infof("asking for a snapshot section=%s why=%s", section, reason);
                voice.say(Channel.STATUS, new AgentMessage.SnapshotRequest(request.section(), held));
            }
            case Received.Change _, Received.Incomplete _ ->
                throw new IllegalStateException("Changes and parts are handled before.");
        }
    }

    /** What fails leaves the ledger as it was; the hub sends again. */
    private void apply(@Nullable Pending pending) throws InterruptedException {
        if (pending == null) {
            return;
        }
        Received.Change change = pending.change();
        try {
            var desired = new Desired(
                    section, change.target(), change.result(), bodiesOf(change), change.removals(), change.complete());
            lastResults = handler.apply(desired).stream()
                    .filter(result -> result instanceof ObjectResult.Failed)
                    .toList();
            held = receiver.held();
            acknowledge(held);
        } catch (IOException | RuntimeException e) {
            receiver.revert(pending.generation(), pending.manifest());
            LOG.warnf(
                    "desired state was not taken, the hub will send it again section=%s generation=%s cause=%s",
                    section, change.target(), e.toString());
        }
    }

    private SequencedMap<ObjectKey, Body> bodiesOf(Received.Change change) throws IOException, InterruptedException {
        var found = new TreeMap<ObjectKey, Body>();
        for (HubMessage.Upsert upsert : change.upserts().values()) {
            Optional<Body> body = upsert.body().or(() -> handler.body(section, upsert.digest()));
            if (body.isEmpty()) {
                body = bodies.fetch(upsert.digest());
            }
            found.put(
                    upsert.key(),
                    body.orElseThrow(() -> new IOException("the hub has no body for %s".formatted(upsert.key()))));
        }
        return found;
    }

    /** Failures are told again with each repetition, for an acknowledgement may be lost. */
    private void acknowledge(SectionState state) {
        Parts.ofAck(section, state, lastResults).forEach(ack -> voice.say(Channel.STATUS, ack));
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
