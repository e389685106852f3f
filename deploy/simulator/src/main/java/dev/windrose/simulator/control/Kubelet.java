package dev.windrose.simulator.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.simulator.json.Json;
import dev.windrose.simulator.world.Meta;
import dev.windrose.simulator.world.Node;
import dev.windrose.simulator.world.Pod;
import dev.windrose.simulator.world.World;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Plays the kubelets of all nodes: bound pods get their containers created, an address of the node's range, run, and
 * become ready; deleted pods end after their grace. Probes are not run: a container is ready once it has started.
 *
 * <p>What it remembers (when it first saw a pod bound or deleted) is what a kubelet remembers: after a restart clocks
 * begin anew, pods that run go on running.
 */
public final class Kubelet implements Controller {
    /** Overrides the start delay of one pod: a number of milliseconds, or {@code never}. */
    public static final String READY_AFTER = "windrose.dev/simulated-ready-after-millis";

    private static final String COMPONENT = "kubelet";
    private static final int LAST_HOST = 254;

    private final Delays delays;
    private final Map<String, Instant> startedAt = new HashMap<>();
    private final Map<String, Instant> endingAt = new HashMap<>();

    public Kubelet(Delays delays) {
        this.delays = delays;
    }

    @Override
    public void decide(World world, Pass pass) {
        Set<String> alive = new HashSet<>();
        Addresses addresses = new Addresses(world);
        for (Pod pod : world.pods()) {
            if (!pod.bound()) {
                if (pod.meta().deleting()) {
                    pass.add(Action.remove(pod.meta()));
                }
                continue;
            }
            alive.add(pod.meta().uid());
            Optional<Node> node = world.node(pod.nodeName());
            if (node.isEmpty()) {
                pass.add(pod.meta().deleting() ? Action.remove(pod.meta()) : Action.delete(pod.meta()));
            } else if (pod.meta().deleting()) {
                end(pod, pass);
            } else if (!pod.finished() && !pod.ready()) {
                start(pod, node.get(), addresses, pass);
            }
        }
        startedAt.keySet().retainAll(alive);
        endingAt.keySet().retainAll(alive);
    }

    private void end(Pod pod, Pass pass) {
        long grace = pod.meta().at("metadata", "deletionGracePeriodSeconds").asLong(30);
        Duration given = Duration.ofSeconds(Math.max(0, grace));
        Duration takes = given.compareTo(delays.podStop()) < 0 ? given : delays.podStop();
        Instant end =
                endingAt.computeIfAbsent(pod.meta().uid(), _ -> pass.now()).plus(takes);
        if (pass.now().isBefore(end)) {
            pass.wakeAt(end);
        } else {
            pass.add(Action.remove(pod.meta()));
        }
    }

    private void start(Pod pod, Node node, Addresses addresses, Pass pass) {
        Meta meta = pod.meta();
        Instant since = startedAt.computeIfAbsent(meta.uid(), _ -> pass.now());
        Optional<Duration> takes = takes(pod);
        boolean ready = takes.isPresent() && !pass.now().isBefore(since.plus(takes.get()));
        if (takes.isPresent() && !ready) {
            pass.wakeAt(since.plus(takes.get()));
        }
        // Containers run at about half the time: images are there, the model is still being loaded.
        Duration untilRunning = takes.orElse(delays.podStart()).dividedBy(2);
        boolean running = ready || !pass.now().isBefore(since.plus(untilRunning));
        if (!running) {
            pass.wakeAt(since.plus(untilRunning));
        }
        String ip = pod.ip().isEmpty() && running ? addresses.next(node) : pod.ip();
        if (running && ip.isEmpty()) {
            pass.add(Action.warning(
                    meta, "Pod", COMPONENT, "FailedCreatePodSandBox", "no address left in " + node.podCidr()));
            return;
        }
        ObjectNode status = status(pod, node, new Stage(running, ready, ip), pass.now());
        if (!status.equals(meta.at("status"))) {
            pass.add(Action.update(meta, Edit.withStatus(meta, status)));
            if (running && !pod.running()) {
                pass.add(Action.normal(meta, "Pod", COMPONENT, "Started", "Container started"));
            }
        }
    }

    /** How far a pod has come. */
    private record Stage(boolean running, boolean ready, String ip) {}

    private Optional<Duration> takes(Pod pod) {
        String text = pod.meta().annotation(READY_AFTER);
        if (text.isEmpty()) {
            return Optional.of(delays.podStart(pod.meta().uid()));
        }
        try {
            return Optional.of(Duration.ofMillis(Math.max(0, Long.parseLong(text))));
        } catch (NumberFormatException _) {
            return Optional.empty();
        }
    }

    private static ObjectNode status(Pod pod, Node node, Stage stage, Instant now) {
        Meta meta = pod.meta();
        ObjectNode status = Edit.status(meta);
        status.put("phase", stage.running() ? "Running" : "Pending");
        String notReady = "containers with unready status: [%s]".formatted(String.join(" ", containers(meta)));
        String reason = stage.ready() ? "" : "ContainersNotReady";
        String message = stage.ready() ? "" : notReady;
        Edit.condition(status, "PodScheduled", true, "", "", now);
        Edit.condition(status, "Initialized", true, "", "", now);
        Edit.condition(status, "ContainersReady", stage.ready(), reason, message, now);
        Edit.condition(status, "Ready", stage.ready(), reason, message, now);
        if (!status.has("startTime")) {
            status.put("startTime", Edit.time(now));
        }
        status.put("qosClass", pod.requests().isEmpty() ? "BestEffort" : "Burstable");
        for (JsonNode address : node.meta().at("status", "addresses")) {
            if (Json.text(address, "type").equals("InternalIP")) {
                status.put("hostIP", Json.text(address, "address"));
            }
        }
        if (stage.running()) {
            status.put("podIP", stage.ip());
            status.putArray("podIPs").addObject().put("ip", stage.ip());
        }
        containerStatuses(meta, status, stage, now);
        return status;
    }

    private static void containerStatuses(Meta meta, ObjectNode status, Stage stage, Instant now) {
        JsonNode before = status.path("containerStatuses");
        ArrayNode made = Json.array();
        for (JsonNode container : meta.at("spec", "containers")) {
            String name = Json.text(container, "name");
            ObjectNode entry = made.addObject();
            entry.put("name", name);
            entry.put("image", Json.text(container, "image"));
            entry.put("imageID", stage.running() ? Json.text(container, "image") : "");
            entry.put("ready", stage.ready());
            entry.put("started", stage.running());
            entry.put("restartCount", 0);
            if (stage.running()) {
                String started = startedBefore(before, name);
                entry.put("containerID", "simulated://" + meta.uid() + "/" + name);
                Json.child(entry, "state", "running").put("startedAt", started.isEmpty() ? Edit.time(now) : started);
            } else {
                Json.child(entry, "state", "waiting").put("reason", "ContainerCreating");
            }
        }
        status.set("containerStatuses", made);
    }

    private static String startedBefore(JsonNode statuses, String container) {
        for (JsonNode status : statuses) {
            if (Json.text(status, "name").equals(container)) {
                return Json.text(status, "state", "running", "startedAt");
            }
        }
        return "";
    }

    private static Iterable<String> containers(Meta meta) {
        return meta.at("spec", "containers")
                .valueStream()
                .map(c -> Json.text(c, "name"))
                .toList();
    }

    /** Free addresses by node, read from the pods when the first one is needed. */
    private static final class Addresses {
        private final World world;
        private final Set<String> taken = new HashSet<>();
        private boolean read;

        Addresses(World world) {
            this.world = world;
        }

        /** The lowest free address of the node's /24, or empty when all are taken. */
        String next(Node node) {
            if (!read) {
                world.pods().forEach(p -> taken.add(p.ip()));
                read = true;
            }
            String cidr = node.podCidr();
            String prefix = cidr.substring(0, cidr.lastIndexOf('.') + 1);
            for (int host = 2; host <= LAST_HOST; host++) {
                if (taken.add(prefix + host)) {
                    return prefix + host;
                }
            }
            return "";
        }
    }
}
