package dev.windrose.simulator.loop;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.kubeapi.store.ObjectKey;
import dev.windrose.kubeapi.store.ResourceStore;
import dev.windrose.kubeapi.store.StoreEvent;
import dev.windrose.simulator.control.Action;
import dev.windrose.simulator.control.Controller;
import dev.windrose.simulator.control.Ids;
import dev.windrose.simulator.control.Pass;
import dev.windrose.simulator.time.Timers;
import dev.windrose.simulator.world.World;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A cluster's control loop: changes are gathered, then all controllers look at the whole world, one after the other,
 * each seeing what those before it wrote. Runs on its timers' thread only. A full pass also comes without any change.
 *
 * <p>While changes keep coming, the loop rests five times as long as its last pass took: a pass looks at everything, so
 * that passes end to end would use a core for themselves however little each of them finds. A change after a quiet time
 * waits for nothing but the gathering.
 */
public final class ControlLoop {
    private static final Logger LOG = LoggerFactory.getLogger(ControlLoop.class);
    private static final Duration FULL_PASS = Duration.ofSeconds(10);
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);
    private static final int REST = 5;
    private static final Duration LONGEST_REST = Duration.ofMillis(500);

    private final World world = new World();
    private final List<Controller> controllers;
    private final ActionWriter writer;
    private final Timers timers;
    private final Ids ids;
    private final Duration gather;
    private final Consumer<World> afterwards;
    private final Queue<StoreEvent> changes = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean woken = new AtomicBoolean();
    private Function<World, List<Action>> atStart = _ -> List.of();
    private @Nullable Instant alarm;
    private volatile Instant restUntil = Instant.EPOCH;

    /** What a loop needs besides its controllers. */
    public record Surroundings(ResourceStore plain, ResourceStore graceful, Timers timers, Ids ids, Duration gather) {}

    /**
     * @param afterwards sees the world after each pass that saw a change
     */
    public ControlLoop(Surroundings around, List<Controller> controllers, Consumer<World> afterwards) {
        this.controllers = List.copyOf(controllers);
        this.timers = around.timers();
        this.ids = around.ids();
        this.gather = around.gather();
        this.afterwards = afterwards;
        this.writer = new ActionWriter(around.plain(), around.graceful(), around.timers()::now, around.ids());
    }

    /** Hears of every committed change, in order, on any thread. */
    public void offer(StoreEvent event) {
        changes.add(event);
        wake();
    }

    /** Takes in an object that was there before the start. */
    public void load(ObjectKey key, ObjectNode object) {
        world.put(key, object);
    }

    /** What is to be done once, before all else. */
    public void first(Function<World, List<Action>> decide) {
        atStart = decide;
    }

    /** @return completes after the first pass */
    public CompletableFuture<Void> start() {
        CompletableFuture<Void> begun = new CompletableFuture<>();
        timers.after(Duration.ZERO, () -> begin(begun));
        timers.after(FULL_PASS, this::fullPass);
        return begun;
    }

    private void begin(CompletableFuture<Void> begun) {
        try {
            atStart.apply(world).forEach(writer::carryOut);
            pass();
            afterwards.accept(world);
            begun.complete(null);
        } catch (RuntimeException e) {
            begun.completeExceptionally(e);
        }
    }

    private void fullPass() {
        wake();
        timers.after(FULL_PASS, this::fullPass);
    }

    private void wake() {
        if (woken.compareAndSet(false, true)) {
            timers.after(longer(gather, rest()), this::run);
        }
    }

    /** What is left of the rest; a clock that was set back adds nothing to it. */
    private Duration rest() {
        Duration left = Duration.between(timers.now(), restUntil);
        return left.compareTo(LONGEST_REST) > 0 ? LONGEST_REST : left;
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    private void run() {
        woken.set(false);
        Instant begun = timers.now();
        try {
            boolean changed = pass();
            if (changed) {
                afterwards.accept(world);
            }
        } catch (RuntimeException e) {
            LOG.error("a pass failed and is tried again in {} s: {}", AFTER_FAILURE.toSeconds(), e.toString(), e);
            timers.after(AFTER_FAILURE, this::wake);
        } finally {
            restUntil = timers.now().plus(restAfter(Duration.between(begun, timers.now())));
        }
    }

    /** Bounded on both sides: a clock that was set must not stop the loop. */
    private static Duration restAfter(Duration pass) {
        Duration rest = pass.multipliedBy(REST);
        return rest.isNegative() ? Duration.ZERO : rest.compareTo(LONGEST_REST) > 0 ? LONGEST_REST : rest;
    }

    private boolean pass() {
        boolean changed = drain();
        for (Controller controller : controllers) {
            Pass pass = new Pass(timers.now(), ids);
            controller.decide(world, pass);
            for (Action action : pass.actions()) {
                writer.carryOut(action);
            }
            pass.wakeAt().ifPresent(this::ring);
            changed |= drain();
        }
        return changed;
    }

    private boolean drain() {
        boolean changed = false;
        for (StoreEvent event = changes.poll(); event != null; event = changes.poll()) {
            world.apply(event);
            changed = true;
        }
        return changed;
    }

    /** Sets an alarm unless one that is still to come rings no later. */
    private void ring(Instant when) {
        Instant now = timers.now();
        if (alarm == null || !alarm.isAfter(now) || when.isBefore(alarm)) {
            alarm = when;
            timers.after(Duration.between(now, when), this::wake);
        }
    }
}
