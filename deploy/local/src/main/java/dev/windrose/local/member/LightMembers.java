package dev.windrose.local.member;

import dev.windrose.placement.inventory.NodeInventory;
import dev.windrose.wire.JoinTokenText;
import dev.windrose.wire.member.AgentIdentity;
import dev.windrose.wire.member.Joining;
import dev.windrose.wire.member.LinkSettings;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/** All light members of this process: one event loop for their connections, one timer for their renewals. */
public final class LightMembers implements AutoCloseable {
    static final String VERSION = "light";
    private static final long TICK_MILLIS = 250;
    private static final long NODES_MILLIS = 1_000;

    /** An agent says when it joins and connects, and Vert.x too; of many nobody reads it. Held, or the level is forgotten. */
    private static final List<Logger> TALKATIVE =
            List.of(Logger.getLogger("dev.windrose.wire.member"), Logger.getLogger("io.vertx.mqtt"));

    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("light-members").factory());
    private final List<LightLine> lines = new CopyOnWriteArrayList<>();
    private final List<LightMember> members = new CopyOnWriteArrayList<>();

    /**
     * A hub as members find it.
     *
     * @param address of its HTTPS endpoints
     * @param mqttPort of its broker, on the same host
     */
    public record Hub(URI address, int mqttPort) {}

    public LightMembers() {
        TALKATIVE.forEach(logger -> logger.setLevel(Level.WARNING));
        timer.scheduleWithFixedDelay(
                () -> lines.forEach(line -> line.tick(System.nanoTime())),
                TICK_MILLIS,
                TICK_MILLIS,
                TimeUnit.MILLISECONDS);
        timer.scheduleWithFixedDelay(
                () -> members.forEach(LightMember::reportNodes), NODES_MILLIS, NODES_MILLIS, TimeUnit.MILLISECONDS);
    }

    /**
     * Joins at the first hub and opens a line to each. Hubs that share keys and database know a member that joined at one of
     * them; a member has a session with each, as if every hub heard the same broker.
     *
     * @param token a join token's text
     * @param nodes what the member has
     */
    public LightMember join(List<Hub> hubs, String token, List<NodeInventory> nodes)
            throws IOException, InterruptedException {
        var text = JoinTokenText.parse(token)
                .orElseThrow(() -> new IllegalArgumentException("The join token does not read."));
        var settings = new LinkSettings(hubs.getFirst().address(), Optional.of(text), 0, VERSION);
        AgentIdentity identity;
        try (var joining = new Joining(settings, Forgetful.IDENTITIES, InstantSource.system())) {
            identity = joining.identity();
        }
        var member = new LightMember(nodes);
        for (Hub hub : hubs) {
            var line = new LightLine(vertx, at(identity, hub), hub.address(), member);
            lines.add(line);
            member.add(line);
            line.open();
        }
        members.add(member);
        return member;
    }

    private static AgentIdentity at(AgentIdentity identity, Hub hub) {
        var mqtt = new AgentIdentity.MqttAddress(identity.mqtt().host(), hub.mqttPort());
        return new AgentIdentity(
                identity.cluster(), identity.key(), identity.certificate(), identity.ca(), identity.hubKey(), mqtt);
    }

    @Override
    public void close() {
        timer.shutdownNow();
        lines.forEach(LightLine::close);
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
