package dev.windrose.local.demo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.local.api.KubeClient;
import dev.windrose.local.state.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Writes to the hub without pause and remembers what was acknowledged: it makes workloads without replicas, and turns a
 * number in the arguments of one that runs, which every time goes the whole way into a member.
 */
final class Writer implements AutoCloseable {
    private static final long PAUSE_MILLIS = 100;
    private static final String WORKLOADS = "/apis/fleet.windrose.dev/v1alpha1/namespaces/%s/inferenceworkloads";

    private final KubeClient hub;
    private final String namespace;
    private final String prefix;
    private final String pulse;
    private final List<String> created = new ArrayList<>();
    private final CountDownLatch end = new CountDownLatch(1);
    private final Thread thread;
    private int turned;
    private int refused;

    /**
     * @param prefix of the names it makes
     * @param pulse the workload whose number it turns
     * @param from the number that is there
     */
    Writer(KubeClient hub, String namespace, String prefix, String pulse, int from) {
        this.hub = hub;
        this.namespace = namespace;
        this.prefix = prefix;
        this.pulse = pulse;
        this.turned = from;
        this.thread = Thread.ofVirtual().name("writer").start(this::write);
    }

    static String path(String namespace) {
        return WORKLOADS.formatted(namespace);
    }

    static String argument(int number) {
        return "--seed=" + number;
    }

    private void write() {
        try {
            for (int i = 1; !end.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS); i++) {
                one(i);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void one(int number) throws InterruptedException {
        String name = prefix + "-" + number;
        try {
            boolean made = hub.create(path(namespace), empty(name)).ok();
            int next = turned() + 1;
            ObjectNode patch = Json.MAPPER.createObjectNode();
            patch.putObject("spec").putObject("engine").putArray("args").add(argument(next));
            boolean patched =
                    hub.mergePatch(path(namespace) + "/" + pulse, patch).ok();
            remember(made ? name : null, patched ? next : turned(), made && patched);
        } catch (IOException e) {
            remember(null, turned(), false); // not acknowledged: it may have happened or not
        }
    }

    private synchronized void remember(@org.jspecify.annotations.Nullable String name, int number, boolean all) {
        if (name != null) {
            created.add(name);
        }
        turned = number;
        refused += all ? 0 : 1;
    }

    synchronized List<String> created() {
        return List.copyOf(created);
    }

    /** The last number whose write was acknowledged. */
    synchronized int turned() {
        return turned;
    }

    synchronized int refused() {
        return refused;
    }

    private ObjectNode empty(String name) {
        ObjectNode object = Json.MAPPER.createObjectNode();
        object.put("apiVersion", "fleet.windrose.dev/v1alpha1").put("kind", "InferenceWorkload");
        object.putObject("metadata").put("name", name).put("namespace", namespace);
        ObjectNode spec = object.putObject("spec").put("replicas", 0);
        spec.putObject("model").put("id", "Qwen/Qwen2.5-0.5B-Instruct");
        spec.putObject("gpu").put("count", 1).putArray("anyOf").addObject().put("product", "T4");
        return object;
    }

    /** Ends after the write that is under way. */
    @Override
    public void close() {
        end.countDown();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
