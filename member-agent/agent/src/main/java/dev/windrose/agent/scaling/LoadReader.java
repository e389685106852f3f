package dev.windrose.agent.scaling;

import dev.windrose.agent.Timer;
import dev.windrose.agent.kube.KubeApi;
import dev.windrose.protocol.ObjectKey;
import dev.windrose.protocol.WorkloadStatus.Load;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Asks the serving pods of the parts that want it for their engine's metrics, through the API server's proxy to pods: that
 * works wherever the agent runs, and needs no way from it into the pods' network.
 *
 * <p>Bounded in all directions: one pass after another with a pause between them, {@link #AT_ONCE} pods at a time, each within
 * {@link #PATIENCE} and {@link #LARGEST} bytes, and a pass ends after {@link #PASS}. A pod that was not reached in it did not
 * answer.
 */
public final class LoadReader implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(LoadReader.class);
    private static final Duration PASS = Duration.ofSeconds(10);
    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final int AT_ONCE = 4;
    private static final int LARGEST = 1 << 20;

    /** A pod that serves. @param address {@code ip:port} */
    public record Pod(String namespace, String name, String address) {
        String path() {
            String port = address.substring(address.lastIndexOf(':') + 1);
            return "/api/v1/namespaces/%s/pods/%s:%s/proxy/metrics".formatted(namespace, name, port);
        }
    }

    /** What an engine told, and when by the monotonic clock. */
    record Told(EngineLoad load, long nanos) {
        static final Told NOTHING = new Told(EngineLoad.UNKNOWN, 0);
    }

    private final KubeApi api;
    private final Supplier<Map<ObjectKey, List<Pod>>> wanted;
    private final InstantSource clock;
    private final Runnable changed;
    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    private final Semaphore permits = new Semaphore(AT_ONCE);
    private final Rates rates = new Rates();
    private volatile Map<ObjectKey, Load> loads = Map.of();

    /**
     * @param wanted the parts whose load is asked for, with their serving pods
     * @param changed called after each pass that asked anybody
     */
    public LoadReader(KubeApi api, Supplier<Map<ObjectKey, List<Pod>>> wanted, InstantSource clock, Runnable changed) {
        this.api = api;
        this.wanted = wanted;
        this.clock = clock;
        this.changed = changed;
    }

    /** Goes on until {@link #close}. */
    public void start(Timer timer, Duration every) {
        timer.after(every, () -> {
            try {
                pass();
            } catch (RuntimeException e) {
                LOG.errorf(e, "loop=load state=failed");
            } finally {
                start(timer, every);
            }
        });
    }

    /** What was last read of a part; empty where nobody asked for it. */
    public Optional<Load> of(ObjectKey part) {
        return Optional.ofNullable(loads.get(part));
    }

    void pass() {
        var parts = wanted.get();
        if (parts.isEmpty() && loads.isEmpty()) {
            return;
        }
        long until = System.nanoTime() + PASS.toNanos();
        var asked = new HashMap<ObjectKey, Map<Pod, Future<Told>>>();
        parts.forEach((key, pods) -> {
            var answers = new HashMap<Pod, Future<Told>>();
            pods.forEach(pod -> answers.put(pod, executor.submit(() -> ask(pod, until))));
            asked.put(key, answers);
        });
        var at = clock.instant();
        var next = new HashMap<ObjectKey, Load>();
        asked.forEach((key, answers) -> {
            var sum = new LoadSum();
            answers.forEach((pod, answer) -> sum.add(rates.of(pod, of(answer))));
            next.put(key, sum.load(at));
        });
        rates.keepOnly(parts.values().stream().flatMap(Collection::stream).toList());
        loads = Map.copyOf(next);
        changed.run();
    }

    private Told ask(Pod pod, long until) throws InterruptedException {
        permits.acquire();
        try {
            if (System.nanoTime() - until > 0) {
                return Told.NOTHING;
            }
            return switch (api.text(pod.path(), LARGEST, PATIENCE)) {
                case KubeApi.Text.Read(String text) -> new Told(EngineLoad.read(text), System.nanoTime());
                case KubeApi.Text.Missing(String why) -> {
                    LOG.debugf("pod=%s/%s state=no-metrics reason=\"%s\"", pod.namespace(), pod.name(), why);
                    yield Told.NOTHING;
                }
            };
        } finally {
            permits.release();
        }
    }

    private static Told of(Future<Told> answer) {
        try {
            return answer.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Told.NOTHING;
        } catch (ExecutionException e) {
            LOG.debugf(e.getCause(), "loop=load state=pod-failed");
            return Told.NOTHING;
        }
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
