package dev.windrose.hub.link;

import static java.util.concurrent.CompletableFuture.delayedExecutor;

import dev.windrose.protocol.ClusterName;
import dev.windrose.protocol.Digest;
import dev.windrose.wire.Signer;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.reactive.messaging.mqtt.MqttMessage;
import io.vertx.ext.web.Router;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.reactive.messaging.Acknowledgment;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.jspecify.annotations.Nullable;

/**
 * Puts the link together and ties it to Quarkus: broker before channels, channels to {@link Sessions}, endpoints to the
 * router. In a process without {@code WINDROSE_HUB_DATA_DIR} (a build, tests of other parts) the link is off.
 */
@ApplicationScoped
public class HubLink {

    private static final long GRACE_SECONDS = 5;

    private final ExecutorService workers = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("link-http-", 0).factory());
    private final Instance<LinkOut> out;
    private final LogUploads logs;
    private final Refusals refusals;
    private final MeterRegistry meters;
    private final Instance<MemberDirectory> directory;
    private final Instance<DesiredStateSource> desired;
    private final Instance<ReportSink> sink;
    private volatile @Nullable EmbeddedBroker broker;
    private volatile @Nullable Sessions sessions;

    HubLink(
            MeterRegistry meters,
            Instance<MemberDirectory> directory,
            Instance<DesiredStateSource> desired,
            Instance<ReportSink> sink,
            Instance<LinkOut> out,
            LogUploads logs) {
        this.out = out;
        this.logs = logs;
        this.meters = meters;
        this.refusals = new Refusals(meters);
        this.directory = directory;
        this.desired = desired;
        this.sink = sink;
    }

    /** Before the channels connect (they are started at a library's priority). */
    void start(@Observes @Priority(1) StartupEvent event) {
        HubLinkContext.current().ifPresent(context -> {
            broker = EmbeddedBroker.start(context.settings(), context.pki(), refusals);
            sessions().start();
        });
    }

    void stop(@Observes ShutdownEvent event) {
        Sessions running = sessions;
        if (running != null) {
            running.close();
        }
        EmbeddedBroker started = broker;
        if (started != null) {
            started.close();
        }
        workers.shutdown();
    }

    void routes(@Observes Router router) {
        HubLinkContext.current().ifPresent(context -> {
            var joins = new Joins(context, directory.get(), sessions(), refusals, InstantSource.system());
            new LinkRoutes(joins, desired.get(), logs, workers).mount(router);
        });
    }

    /** For the rest of the hub. */
    @Produces
    @ApplicationScoped
    LinkSessions linkSessions() {
        return HubLinkContext.current().isPresent() ? sessions() : new NoSessions();
    }

    private synchronized Sessions sessions() {
        Sessions known = sessions;
        if (known == null) {
            HubPki pki = HubLinkContext.current().orElseThrow().pki();
            var voice = new LinkPorts.HubVoice(new Signer(pki.signingKey()), pki.incarnation());
            known = new Sessions(new LinkPorts(
                    directory.get(),
                    desired.get(),
                    sink.get(),
                    (topic, payload) -> out.get().send(topic, payload),
                    this::endConnections,
                    refusals,
                    voice));
            sessions = known;
            meters.gauge("windrose.link.members", known, Sessions::size);
            meters.gauge("windrose.link.silent.seconds", known, all -> all.silentNanos() / 1e9);
        }
        return known;
    }

    /** After a renewal the agent gets some seconds to take its new certificate into use; revocation does not wait. */
    private void endConnections(ClusterName cluster, Optional<Digest> keep) {
        EmbeddedBroker started = broker;
        if (started != null) {
            Executor when = keep.isPresent() ? delayedExecutor(GRACE_SECONDS, TimeUnit.SECONDS, workers) : workers;
            when.execute(() -> started.disconnect(cluster, keep));
        }
    }

    @Incoming(HubChannels.PRESENCE)
    @Acknowledgment(Acknowledgment.Strategy.NONE)
    CompletionStage<Void> presence(Message<byte[]> message) {
        return handOver(message);
    }

    @Incoming(HubChannels.STATUS)
    @Acknowledgment(Acknowledgment.Strategy.NONE)
    CompletionStage<Void> status(Message<byte[]> message) {
        return handOver(message);
    }

    /** Never fails and never waits, so that the connector's buffer stays empty and the channel alive. */
    private CompletionStage<Void> handOver(Message<byte[]> message) {
        Sessions running = sessions;
        if (running != null && message instanceof MqttMessage<byte[]> mqtt) {
            running.receive(mqtt.getTopic(), message.getPayload());
        }
        return CompletableFuture.completedFuture(null);
    }
}
