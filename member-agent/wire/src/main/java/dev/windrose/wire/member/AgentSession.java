package dev.windrose.wire.member;

import dev.windrose.protocol.AgentMessage;
import dev.windrose.protocol.HubMessage;
import dev.windrose.protocol.Presence;
import dev.windrose.protocol.ProtocolRange;
import dev.windrose.protocol.SectionName;
import dev.windrose.protocol.SectionState;
import dev.windrose.wire.Channel;
import dev.windrose.wire.Refusal;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * The agent's conversation with the hub, over any transport: hello on each connection until the hub welcomes it, then
 * all reports, renewals all the time, and a new hello every five minutes, which brings both ends in step whatever was
 * lost. Events and {@link #tick} may come from any thread.
 */
public final class AgentSession implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(AgentSession.class);
    private static final Duration HELLO_AGAIN = Duration.ofSeconds(3);
    private static final Duration RESYNC = Duration.ofMinutes(5);
    private static final Duration REPORT_AGAIN = Duration.ofSeconds(60);
    private static final Duration DEAF_AFTER = Duration.ofSeconds(60);

    private final LinkContext context;
    private final AgentVoice voice;
    private final HubEar ear;
    private final Reporter reporter;
    private final Consumer<HubMessage.PodLog> logs;
    private final Map<SectionName, SectionWorker> workers = new HashMap<>();

    private boolean connected;
    private boolean welcomed;
    private boolean renewedOnce;
    private long renewedAt;
    private long helloAt;
    private long reportedAt;
    private long resyncAt;
    private long unansweredSince;

    public AgentSession(
            LinkContext context,
            AgentVoice voice,
            Reporter reporter,
            DesiredStateHandler handler,
            Bodies bodies,
            BiConsumer<Refusal, String> refused,
            Consumer<HubMessage.PodLog> logs) {
        this.context = context;
        this.voice = voice;
        this.ear = new HubEar(context, refused);
        this.reporter = reporter;
        this.logs = logs;
        for (SectionName section : handler.sections()) {
            workers.put(section, new SectionWorker(section, handler, bodies, voice));
        }
        workers.values().forEach(SectionWorker::start);
    }

    /** The transport is connected and subscribed (again). */
    public synchronized void connected(long nowNanos) {
        LOG.infof("connected to the hub's broker cluster=%s", context.identity().cluster());
        connected = true;
        unansweredSince = nowNanos;
        hello(nowNanos);
    }

    public synchronized void disconnected() {
        LOG.infof(
                "disconnected from the hub's broker cluster=%s",
                context.identity().cluster());
        connected = false;
        welcomed = false;
        reporter.close();
    }

    /** A message came on this member's topic of {@code channel}. */
    public synchronized void receive(Channel channel, byte[] payload, long nowNanos) {
        ear.hear(channel, payload).ifPresent(message -> {
            switch (message) {
                case HubMessage.SectionMessage section -> {
                    SectionWorker worker = workers.get(section.section());
                    if (worker != null) {
                        worker.put(section);
                    }
                }
                case HubMessage.Poke _ -> hello(nowNanos);
                case HubMessage.Welcome _ -> welcomed(nowNanos);
                case HubMessage.PodLog log -> logs.accept(log);
                case HubMessage.Refused(var reason) -> LOG.errorf("the hub refuses this agent reason=%s", reason);
            }
        });
    }

    private void welcomed(long nowNanos) {
        if (!welcomed) {
            LOG.infof("session open cluster=%s hubRun=%s", context.identity().cluster(), context.hub());
        }
        welcomed = true;
        reportedAt = nowNanos;
        resyncAt = nowNanos + RESYNC.toNanos() + ThreadLocalRandom.current().nextLong(RESYNC.toNanos() / 4);
        reporter.open();
    }

    /** Called several times a second. */
    public synchronized void tick(long nowNanos) {
        if (!renewedOnce || nowNanos - renewedAt >= Presence.RENEWAL.toNanos()) {
            renewedOnce = true;
            renewedAt = nowNanos;
            voice.say(Channel.PRESENCE, new AgentMessage.Renewal(context.hub()));
        }
        if (!connected) {
            return;
        }
        boolean helloDue = welcomed ? nowNanos - resyncAt >= 0 : nowNanos - helloAt >= HELLO_AGAIN.toNanos();
        if (helloDue) {
            if (welcomed) {
                unansweredSince = nowNanos;
            }
            hello(nowNanos);
        }
        if (welcomed && nowNanos - reportedAt >= REPORT_AGAIN.toNanos()) {
            reportedAt = nowNanos;
            reporter.sayAll();
        }
    }

    /** Connected, and yet no hello was answered for a minute: a new process would do better. */
    public synchronized boolean isDeaf(long nowNanos) {
        return connected && !welcomed && nowNanos - unansweredSince > DEAF_AFTER.toNanos();
    }

    public synchronized boolean isOpen() {
        return welcomed;
    }

    private void hello(long nowNanos) {
        helloAt = nowNanos;
        welcomed = false;
        reporter.close();
        var sections = new HashMap<SectionName, SectionState>();
        workers.forEach((name, worker) -> sections.put(name, worker.held()));
        voice.say(
                Channel.STATUS,
                new AgentMessage.Hello(
                        context.settings().agentVersion(),
                        ProtocolRange.CURRENT,
                        Set.of(HubMessage.POD_LOGS),
                        sections,
                        context.hub()));
    }

    @Override
    public void close() {
        workers.values().forEach(SectionWorker::close);
    }
}
