package dev.windrose.simulator.control;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.kubeapi.store.ObjectKey;
import dev.windrose.simulator.fleet.ClusterSpec;
import dev.windrose.simulator.fleet.PoolSpec;
import dev.windrose.simulator.json.Json;
import dev.windrose.simulator.node.Nodes;
import dev.windrose.simulator.world.Kinds;
import dev.windrose.simulator.world.Meta;
import dev.windrose.simulator.world.Node;
import dev.windrose.simulator.world.Pod;
import dev.windrose.simulator.world.World;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The cluster-autoscaler and the cloud behind it: for pods that fit on no node it asks for nodes of the first pool that
 * could take them; they arrive after a while, or the cloud is out of them. Then the pool is left alone for five minutes,
 * as the real one does (ClusterAutoscaler initial-node-group-backoff-duration), and its status says so.
 *
 * <p>The cloud is out of what the ConfigMap {@code kube-system/simulated-cloud} lists in {@code data.stockout}: pools,
 * with commas between, or {@code *}. Left out: scaling down, expanders, balancing between groups.
 */
public final class Autoscaler implements Controller {
    private static final ObjectKey CLOUD = new ObjectKey(Kinds.CONFIG_MAPS, "kube-system", "simulated-cloud");
    private static final ObjectKey STATUS = new ObjectKey(Kinds.CONFIG_MAPS, "kube-system", AutoscalerReport.NAME);
    private static final Duration BACKOFF = Duration.ofMinutes(5);
    private static final Duration HEARTBEAT = Duration.ofMinutes(1);
    private static final long ONE = 1000;

    private final ClusterSpec cluster;
    private final Delays delays;
    private final Map<String, Group> groups = new TreeMap<>();

    /** One pool that scales. Names and template are made once: every pass wants them. */
    private static final class Group {
        private final PoolSpec pool;
        private final List<String> names;
        private final Node template;
        private final List<Instant> ordered = new ArrayList<>();
        private @Nullable Instant backoffSince;
        private Instant changed = Instant.EPOCH;

        Group(ClusterSpec cluster, PoolSpec pool) {
            this.pool = pool;
            List<Node> nodes = IntStream.range(0, pool.maxCount())
                    .mapToObj(i -> node(cluster, pool, i))
                    .toList();
            names = nodes.stream().map(each -> each.meta().name()).toList();
            template = nodes.getLast();
        }

        private static Node node(ClusterSpec cluster, PoolSpec pool, int index) {
            ObjectNode node = Nodes.of(cluster, pool, index, "");
            return Node.of(Meta.of(new ObjectKey(Kinds.NODES, "", Json.text(node, "metadata", "name")), node));
        }

        /** Places for nodes where none is. */
        List<Integer> free(World world) {
            return IntStream.range(0, names.size())
                    .filter(i -> world.node(names.get(i)).isEmpty())
                    .boxed()
                    .toList();
        }

        boolean backsOff(Instant now) {
            return backoffSince != null && now.isBefore(backoffSince.plus(BACKOFF));
        }
    }

    public Autoscaler(ClusterSpec cluster, Delays delays) {
        this.cluster = cluster;
        this.delays = delays;
        cluster.pools().stream()
                .filter(PoolSpec::scales)
                .forEach(pool -> groups.put(pool.name(), new Group(cluster, pool)));
    }

    @Override
    public void decide(World world, Pass pass) {
        if (groups.isEmpty()) {
            return;
        }
        Map<String, Integer> wanted = wanted(world, pass.now());
        Set<String> soldOut = soldOut(world);
        List<AutoscalerReport.Group> report = new ArrayList<>();
        for (PoolSpec pool : cluster.pools()) {
            if (pool.scales()) {
                Group group = Objects.requireNonNull(groups.get(pool.name()));
                order(group, wanted.getOrDefault(pool.name(), 0), soldOut, pass);
                arrive(group, world, pass);
                report.add(reported(group, world, pass.now()));
            }
        }
        report(world, report, pass);
    }

    /** So many new nodes of each pool would take all pods that wait. */
    private Map<String, Integer> wanted(World world, Instant now) {
        List<Pod> waiting = world.pods().stream()
                .filter(p -> !p.bound() && p.active())
                .sorted(Comparator.comparing((Pod p) -> -p.priority())
                        .thenComparing(p -> p.meta().created())
                        .thenComparing(p -> p.meta().namespace())
                        .thenComparing(p -> p.meta().name()))
                .toList();
        Map<String, List<Map<String, Long>>> made = new HashMap<>();
        for (Pod pod : waiting) {
            for (PoolSpec pool : cluster.pools()) {
                if (pool.scales() && takes(pool, pod, world, made, now)) {
                    break;
                }
            }
        }
        Map<String, Integer> wanted = new HashMap<>();
        made.forEach((pool, nodes) -> wanted.put(pool, nodes.size()));
        return wanted;
    }

    private boolean takes(PoolSpec pool, Pod pod, World world, Map<String, List<Map<String, Long>>> made, Instant now) {
        Group group = Objects.requireNonNull(groups.get(pool.name()));
        List<Map<String, Long>> nodes = made.computeIfAbsent(pool.name(), _ -> new ArrayList<>());
        if (group.backsOff(now)) {
            return false;
        }
        for (Map<String, Long> used : nodes) {
            if (Fit.of(pod, group.template, used).fits()) {
                use(used, pod);
                return true;
            }
        }
        Map<String, Long> fresh = new TreeMap<>();
        if (group.free(world).size() <= nodes.size()
                || !Fit.of(pod, group.template, fresh).fits()) {
            return false;
        }
        use(fresh, pod);
        nodes.add(fresh);
        return true;
    }

    private static void use(Map<String, Long> used, Pod pod) {
        pod.requests().forEach((name, amount) -> used.merge(name, amount, Long::sum));
        used.merge("pods", ONE, Long::sum);
    }

    private void order(Group group, int wanted, Set<String> soldOut, Pass pass) {
        while (group.ordered.size() > wanted) {
            group.ordered.removeLast();
            group.changed = pass.now();
        }
        if (group.ordered.size() == wanted) {
            return;
        }
        group.changed = pass.now();
        if (soldOut.contains("*") || soldOut.contains(group.pool.name())) {
            group.backoffSince = pass.now();
            group.ordered.clear();
            pass.wakeAt(pass.now().plus(BACKOFF));
            return;
        }
        while (group.ordered.size() < wanted) {
            group.ordered.add(pass.now());
        }
    }

    private void arrive(Group group, World world, Pass pass) {
        List<Integer> free = new ArrayList<>(group.free(world));
        while (!group.ordered.isEmpty() && !free.isEmpty()) {
            Instant arrives = group.ordered.getFirst().plus(delays.nodeStart());
            if (pass.now().isBefore(arrives)) {
                pass.wakeAt(arrives);
                return;
            }
            group.ordered.removeFirst();
            group.changed = pass.now();
            ObjectNode node = Nodes.of(cluster, group.pool, free.removeFirst(), Edit.time(pass.now()));
            pass.add(new Action.Create(new ObjectKey(Kinds.NODES, "", Json.text(node, "metadata", "name")), node));
        }
    }

    private static Set<String> soldOut(World world) {
        return world.find(CLOUD)
                .map(seen -> Json.text(seen.meta().object(), "data", "stockout"))
                .map(text -> Set.of(text.strip().split("\\s*,\\s*")))
                .orElse(Set.of());
    }

    private AutoscalerReport.Group reported(Group group, World world, Instant now) {
        int present = group.pool.maxCount() - group.free(world).size();
        return new AutoscalerReport.Group(
                Nodes.group(cluster, group.pool),
                group.pool.count(),
                group.pool.maxCount(),
                present,
                group.ordered.size(),
                group.backsOff(now),
                cluster.cloud(),
                group.changed);
    }

    private static void report(World world, List<AutoscalerReport.Group> groups, Pass pass) {
        Optional<Meta> before = world.find(STATUS).map(seen -> seen.meta());
        String said =
                before.map(meta -> Json.text(meta.object(), "data", "status")).orElse("");
        boolean same = AutoscalerReport.says(said, groups);
        Instant at = AutoscalerReport.writtenAt(said).orElse(Instant.EPOCH);
        pass.wakeAt((same ? at : pass.now()).plus(HEARTBEAT));
        if (same && pass.now().isBefore(at.plus(HEARTBEAT))) {
            return;
        }
        ObjectNode data = Json.object().put("status", AutoscalerReport.text(groups, pass.now()));
        pass.add(before.<Action>map(meta -> Action.update(meta, Edit.with(meta.object(), "data", data)))
                .orElseGet(() -> new Action.Create(STATUS, AutoscalerReport.configMap(data))));
    }
}
