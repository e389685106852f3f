package dev.windrose.agent.link;

import dev.windrose.protocol.WorkloadStatus;
import dev.windrose.wire.Channel;
import dev.windrose.wire.member.AgentSession;
import dev.windrose.wire.member.AgentVoice;
import dev.windrose.wire.member.DesiredStateHandler;
import dev.windrose.wire.member.HubHttp;
import dev.windrose.wire.member.LinkContext;
import dev.windrose.wire.member.Reporter;
import dev.windrose.wire.member.Reports;
import dev.windrose.wire.member.Tls;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.reactive.messaging.health.HealthReport;
import io.smallrye.reactive.messaging.mqtt.MqttConnector;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.microprofile.reactive.messaging.Acknowledgment;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.spi.Connector;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Ties {@link AgentSession} to Quarkus: channels, timers, the certificate's renewal. Off without a bootstrap. */
@ApplicationScoped
public class AgentLink implements Reports {

    private static final Logger LOG = Logger.getLogger(AgentLink.class);
    /** Shorter than any pause between two connections, so that no reconnect is missed. */
    private static final long WATCH_MILLIS = 100;

    private static final long RENEWAL_CHECK_SECONDS = 30;

    private final ScheduledExecutorService timer = Executors.newScheduledThreadPool(
            2, Thread.ofPlatform().daemon().name("link-timer-", 0).factory());
    private final Instance<LinkOut> out;
    private final MqttConnector connector;
    private final MeterRegistry meters;
    private final Instance<DesiredStateHandler> handler;
    private final Instance<PodLogSource> podLogs;
    private final AtomicBoolean connected = new AtomicBoolean();
    /** Takes reports from the first moment on; they are said once a session is open. */
    private final Optional<Reporter> reporter;

    private final Optional<AgentVoice> voice;
    private volatile @Nullable AgentSession session;
    private volatile @Nullable HubHttp http;
    private volatile @Nullable PodLogUploads uploads;

    AgentLink(
            @Connector("smallrye-mqtt") MqttConnector connector,
            MeterRegistry meters,
            Instance<DesiredStateHandler> handler,
            Instance<PodLogSource> podLogs,
            Instance<LinkOut> out) {
        this.out = out;
        this.voice = CurrentLink.current()
                .map(context -> new AgentVoice(
                        context, (channel, payload) -> this.out.get().send(channel, payload)));
        this.reporter = voice.map(Reporter::new);
        this.connector = connector;
        this.meters = meters;
        this.handler = handler;
        this.podLogs = podLogs;
    }

    /** After the rest of the agent, which is asked what it holds, and before the channels connect. */
    void start(@Observes @Priority(200) StartupEvent event) {
        CurrentLink.current().ifPresent(context -> {
            http = open(context);
            var logs = new PodLogUploads(podLogs.get(), () -> http()::log);
            uploads = logs;
            session = new AgentSession(
                    context,
                    voice.orElseThrow(),
                    reporter.orElseThrow(),
                    handler.get(),
                    digest -> http().body(digest),
                    (refusal, detail) -> refused(refusal.text(), detail),
                    request -> logs.start(request));
        });
    }

    /** After the channels were wired: nothing can be said before. */
    void speak(@Observes @Priority(5_000) StartupEvent event) {
        CurrentLink.current().ifPresent(context -> {
            var renewal = new CertificateRenewal(context);
            timer.scheduleWithFixedDelay(this::watch, 0, WATCH_MILLIS, TimeUnit.MILLISECONDS);
            timer.scheduleWithFixedDelay(
                    () -> renewIfDue(context, renewal), RENEWAL_CHECK_SECONDS, RENEWAL_CHECK_SECONDS, TimeUnit.SECONDS);
        });
    }

    void stop(@Observes ShutdownEvent event) {
        timer.shutdownNow();
        AgentSession running = session;
        if (running != null) {
            running.close();
        }
        PodLogUploads sending = uploads;
        if (sending != null) {
            sending.close();
        }
        HubHttp open = http;
        if (open != null) {
            open.close();
        }
    }

    /** The connector tells nobody when it connects; its readiness report says it to who asks. */
    private void watch() {
        AgentSession running = session;
        if (running == null) {
            return;
        }
        try {
            boolean now = isConnected();
            if (connected.compareAndSet(!now, now)) {
                if (now) {
                    running.connected(System.nanoTime());
                } else {
                    running.disconnected();
                }
            }
            running.tick(System.nanoTime());
        } catch (RuntimeException e) {
            LOG.error("the link's timer failed", e);
        }
    }

    private boolean isConnected() {
        List<HealthReport.ChannelInfo> channels = connector.getReadiness().getChannels();
        return channels.stream()
                        .filter(channel -> !channel.getChannel().equals(AgentChannels.PRESENCE))
                        .allMatch(HealthReport.ChannelInfo::isOk)
                && channels.size() > 1;
    }

    /** A renewed certificate needs a new client: TLS would resume sessions that were opened with the old one. */
    private void renewIfDue(LinkContext context, CertificateRenewal renewal) {
        try {
            if (renewal.isDue(Instant.now()) && renewal.renew(http())) {
                HubHttp before = http();
                http = open(context);
                before.close();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static HubHttp open(LinkContext context) {
        return new HubHttp(
                context.settings().hub(), Tls.mutual(context.identity().ca(), context::identity));
    }

    private HubHttp http() {
        return Objects.requireNonNull(http, "The link was not started.");
    }

    @Incoming(AgentChannels.DESIRED)
    @Acknowledgment(Acknowledgment.Strategy.NONE)
    CompletionStage<Void> desired(Message<byte[]> message) {
        return handOver(Channel.DESIRED, message);
    }

    @Incoming(AgentChannels.POKE)
    @Acknowledgment(Acknowledgment.Strategy.NONE)
    CompletionStage<Void> poke(Message<byte[]> message) {
        return handOver(Channel.POKE, message);
    }

    /** Verifies and puts into a queue; never waits, so that the connector's buffer stays empty and the channel alive. */
    private CompletionStage<Void> handOver(Channel channel, Message<byte[]> message) {
        AgentSession running = session;
        if (running != null) {
            running.receive(channel, message.getPayload(), System.nanoTime());
        }
        return CompletableFuture.completedFuture(null);
    }

    private void refused(String reason, String detail) {
        meters.counter("windrose.link.refused", "reason", reason).increment();
        LOG.warnf("refused reason=%s detail=%s", reason, detail);
    }

    @Override
    public void workloads(Collection<WorkloadStatus> statuses) {
        reporter.ifPresent(known -> known.workloads(statuses));
    }

    @Override
    public void inventory(List<String> rows) {
        reporter.ifPresent(known -> known.inventory(rows));
    }

    /** Whether the link can still do its work; a hub that is away is no reason for a new process. */
    boolean isLive() {
        AgentSession running = session;
        return running == null || !running.isDeaf(System.nanoTime());
    }

    boolean isOpen() {
        AgentSession running = session;
        return running != null && running.isOpen();
    }
}
