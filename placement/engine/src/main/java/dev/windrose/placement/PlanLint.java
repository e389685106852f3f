package dev.windrose.placement;

import dev.windrose.placement.glob.Glob;
import dev.windrose.placement.inventory.CapacityTier;
import dev.windrose.placement.inventory.GpuInventory;
import dev.windrose.placement.inventory.NodeInventory;
import dev.windrose.placement.inventory.WorkloadUid;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;

/**
 * Checks a plan, whoever made it, against the hard constraints, by code of its own. A plan may not add to what breaks
 * one; what was broken before it may stay. Exact where the counts of GPUs per replica divide each other (1, 2, 4, 8),
 * else it may call a full group overcommitted.
 */
public final class PlanLint {
    /** Something that the plan must not do. */
    public record Finding(String rule, String detail) {}

    private final PlanningInput input;
    private final Map<ClusterId, ClusterView> clusters = new TreeMap<>();
    private final Map<WorkloadUid, WorkloadDemand> workloads = new TreeMap<>();
    private final SortedMap<AssignmentKey, Assignment> before = new TreeMap<>();
    private final SortedMap<AssignmentKey, Assignment> after = new TreeMap<>();
    private final List<Finding> findings = new ArrayList<>();

    private PlanLint(PlanningInput input, Plan plan) {
        this.input = input;
        input.clusters().forEach(each -> clusters.put(each.id(), each));
        input.workloads().forEach(each -> workloads.put(each.uid(), each));
        input.assignments().forEach(each -> before.put(each.key(), each));
        plan.assignments().forEach(each -> after.put(each.key(), each));
    }

    /** What is wrong with the plan; empty when nothing is. */
    public static List<Finding> check(PlanningInput input, Plan plan) {
        PlanLint lint = new PlanLint(input, plan);
        lint.after.values().forEach(lint::row);
        lint.workloads.values().forEach(lint::limits);
        lint.capacity();
        lint.silence();
        lint.findings.addAll(new BudgetLint(input).check(lint.before.values(), lint.after.values()));
        return List.copyOf(lint.findings);
    }

    private void find(String rule, String detail) {
        findings.add(new Finding(rule, detail));
    }

    private int grownBy(AssignmentKey key) {
        Assignment old = before.get(key);
        int had = old == null || old.phase() == Phase.DRAINING ? 0 : old.replicas();
        Assignment now = after.get(key);
        return now == null || now.phase() == Phase.DRAINING ? 0 : Math.max(0, now.replicas() - had);
    }

    private void row(Assignment row) {
        WorkloadDemand workload = workloads.get(row.key().workload());
        if (workload == null) {
            find("orphan", row.key().text() + " has no workload");
            return;
        }
        ClusterView cluster = clusters.get(row.key().cluster());
        boolean held = workload.paused() || (cluster != null && cluster.pause().isPresent());
        if (held && !row.equals(before.get(row.key()))) {
            find("paused", row.key().text() + " changed");
        }
        if (grownBy(row.key()) == 0) {
            return;
        }
        if (cluster == null) {
            find("no-cluster", row.key().text());
            return;
        }
        boolean fresh = cluster.presence() == Presence.READY
                && cluster.inventoryAge()
                        .filter(age -> age.compareTo(input.settings().maxInventoryAge()) <= 0)
                        .isPresent();
        if (!fresh) {
            find("not-fresh", row.key().text());
        }
        if (cluster.cordoned()) {
            find("cordoned", row.key().text());
        }
        broken(row.key(), workload, cluster)
                .forEach(rule -> find(rule, row.key().text()));
    }

    /** What the workload's and the cluster's policies say against a row, whether new or old. */
    private static List<String> broken(AssignmentKey key, WorkloadDemand workload, ClusterView cluster) {
        PlacementPolicy policy = workload.policy();
        List<String> broken = new ArrayList<>();
        expect(broken, "pin", policy.pinned().isEmpty() || policy.pinned().contains(cluster.id()));
        expect(
                broken,
                "region",
                policy.regionsAllow().isEmpty() || Glob.matchesAny(policy.regionsAllow(), region(cluster)));
        expect(broken, "selector", policy.clusterSelector().matches(cluster.labels()));
        expect(
                broken,
                "namespace",
                cluster.allowedNamespaces().isEmpty()
                        || Glob.matchesAny(cluster.allowedNamespaces(), workload.namespace()));
        expect(
                broken,
                "taint",
                Toleration.firstUntolerated(cluster.taints(), workload.tolerations())
                        .isEmpty());
        expect(broken, "tier", policy.tiers().contains(key.tier()));
        expect(
                broken,
                "product",
                workload.gpu().anyOf().isEmpty()
                        || workload.gpu().anyOf().contains(key.shape().product().asked()));
        expect(
                broken,
                "count",
                workload.gpu()
                        .count()
                        .filter(count -> count != key.shape().gpusPerReplica())
                        .isEmpty());
        return broken;
    }

    private static void expect(List<String> broken, String rule, boolean holds) {
        if (!holds) {
            broken.add(rule);
        }
    }

    private static String region(ClusterView cluster) {
        return cluster.region().orElseGet(() -> {
            List<String> regions = cluster.nodes().stream()
                    .flatMap(node -> node.origin().region().stream())
                    .distinct()
                    .toList();
            return regions.size() == 1 ? regions.getFirst() : "";
        });
    }

    private void limits(WorkloadDemand workload) {
        PlacementPolicy policy = workload.policy();
        int replicas = workload.replicas();
        policy.spread()
                .maxPerCluster()
                .ifPresent(limit -> clusters.keySet()
                        .forEach(cluster -> capped(
                                "max-per-cluster",
                                workload,
                                limit.of(replicas),
                                row -> row.key().cluster().equals(cluster) ? row.replicas() : 0)));
        policy.maxSpotShare()
                .ifPresent(limit -> capped(
                        "spot-share",
                        workload,
                        limit.of(replicas),
                        row -> row.key().tier() == CapacityTier.SPOT ? row.replicas() : 0));
        int total = sum(after, workload, Assignment::replicas);
        int had = sum(before, workload, Assignment::replicas);
        if (total > Math.max(replicas, had) && !handsOver(workload)) {
            find("surplus", workload.text() + " has " + total + " of " + replicas);
        }
    }

    /** More than are wanted are right only beside rows that were there and shrink or end later. */
    private boolean handsOver(WorkloadDemand workload) {
        return sum(after, workload, row -> grownBy(row.key())) <= workload.replicas();
    }

    /** Only rows that grow are surely there to stay; others may be kept until what replaces them is ready. */
    private void capped(String rule, WorkloadDemand workload, int cap, ToIntFunction<Assignment> count) {
        int grown = sum(after, workload, row -> grownBy(row.key()) > 0 ? count.applyAsInt(row) : 0);
        if (grown > cap) {
            find(rule, workload.text() + " grows to " + grown + ", at most " + cap);
        }
    }

    private static int sum(
            SortedMap<AssignmentKey, Assignment> rows, WorkloadDemand workload, ToIntFunction<Assignment> count) {
        return rows.values().stream()
                .filter(row -> row.key().workload().equals(workload.uid()) && row.phase() != Phase.DRAINING)
                .mapToInt(count)
                .sum();
    }

    /** What is silent is given nothing and keeps what it has, unless its workload wants fewer or is gone. */
    private void silence() {
        for (Assignment old : before.values()) {
            ClusterView cluster = clusters.get(old.key().cluster());
            WorkloadDemand workload = workloads.get(old.key().workload());
            boolean paused = cluster != null && cluster.pause().isPresent();
            if (workload != null && (paused || workload.paused()) && !after.containsKey(old.key())) {
                find("paused", old.key().text() + " went");
            }
            boolean silent = cluster != null && cluster.presence() != Presence.READY;
            if (silent && workload != null && old.phase() != Phase.DRAINING) {
                int held = sum(before, workload, row -> silentReplicas(row));
                Assignment now = after.get(old.key());
                if (held <= workload.replicas() && (now == null || now.replicas() != old.replicas())) {
                    find("moved-on-unknown", old.key().text());
                }
            }
        }
    }

    private int silentReplicas(Assignment row) {
        ClusterView cluster = clusters.get(row.key().cluster());
        return cluster != null && cluster.presence() != Presence.READY ? row.replicas() : 0;
    }

    private void capacity() {
        for (ClusterView cluster : clusters.values()) {
            Map<NodeGroup.Key, List<NodeInventory>> groups = new TreeMap<>();
            cluster.nodes().stream()
                    .flatMap(node -> node.kinds().stream())
                    .filter(node -> node.gpu().isPresent())
                    .forEach(node -> groups.computeIfAbsent(
                                    NodeGroup.Key.of(node.gpu().get(), node), _ -> new ArrayList<>())
                            .add(node));
            groups.forEach((key, nodes) -> {
                List<Integer> spare = spare(cluster, nodes);
                int now = shortfall(cluster, key, nodes, spare, after);
                int was = shortfall(cluster, key, nodes, spare, before);
                if (now > was) {
                    find("overcommitted", cluster.id().value() + " " + key + ": " + now + " GPUs short, before " + was);
                }
            });
        }
    }

    /** GPUs that the rows and holds need beyond what nodes have, each replica on one node, the large ones first. */
    private int shortfall(
            ClusterView cluster,
            NodeGroup.Key group,
            List<NodeInventory> nodes,
            List<Integer> spare,
            SortedMap<AssignmentKey, Assignment> rows) {
        List<Integer> needs = new ArrayList<>();
        Map<WorkloadUid, Integer> seen = new HashMap<>();
        nodes.forEach(node ->
                node.gpu().orElseThrow().usedByOwner().forEach((uid, gpus) -> seen.merge(uid, gpus, Integer::sum)));
        for (Assignment row : rows.values()) {
            if (row.key().cluster().equals(cluster.id())
                    && NodeGroup.Key.of(row.key()).equals(group)) {
                int gpus = row.key().shape().gpusPerReplica();
                int running =
                        Math.min(row.replicas(), seen.getOrDefault(row.key().workload(), 0) / gpus);
                seen.merge(row.key().workload(), -running * gpus, Integer::sum);
                add(needs, row.replicas() - running, gpus);
            }
        }
        input.holds().stream()
                .filter(hold ->
                        hold.cluster().equals(cluster.id()) && hold.expiresAt().isAfter(input.now()))
                .filter(hold -> NodeGroup.Key.of(hold.shape(), hold.tier()).equals(group))
                .forEach(hold -> add(needs, hold.replicas(), hold.shape().gpusPerReplica()));
        return unpacked(needs, nodes, spare);
    }

    /** GPUs of nodes that may still be added to the pools of these nodes, where the cloud is not known to be out of them. */
    private List<Integer> spare(ClusterView cluster, List<NodeInventory> nodes) {
        List<Integer> spare = new ArrayList<>();
        for (Provisionable pool : cluster.provisionable()) {
            nodes.stream()
                    .filter(node -> node.origin().pool().equals(Optional.of(pool.pool())) && !soldOut(cluster, node))
                    .mapToInt(node -> node.gpu().orElseThrow().capacity())
                    .max()
                    .ifPresent(gpus -> add(spare, pool.upTo() + pool.arriving(), gpus));
        }
        return spare;
    }

    private boolean soldOut(ClusterView cluster, NodeInventory node) {
        return input.stockOuts().stream()
                .anyMatch(out -> out.until().isAfter(input.now())
                        && out.clusters().contains(cluster.id())
                        && node.origin().instanceType().equals(Optional.of(out.instanceType()))
                        && node.origin().tier() == out.tier());
    }

    private static void add(List<Integer> needs, int replicas, int gpus) {
        for (int i = 0; i < replicas; i++) {
            needs.add(gpus);
        }
    }

    private static int unpacked(List<Integer> needs, List<NodeInventory> nodes, List<Integer> spare) {
        List<Integer> free = new ArrayList<>(nodes.stream()
                .filter(node -> node.ready()
                        && node.schedulable()
                        && node.understanding().understood())
                .map(node -> node.gpu().orElseThrow())
                .filter(GpuInventory::isolated)
                .map(GpuInventory::unused)
                .toList());
        free.addAll(spare);
        int missing = 0;
        for (int need : needs.stream().sorted(Comparator.reverseOrder()).toList()) {
            Optional<Integer> at = IntStream.range(0, free.size())
                    .boxed()
                    .filter(i -> free.get(i) >= need)
                    .min(Comparator.comparing(free::get));
            if (at.isPresent()) {
                free.set(at.get(), free.get(at.get()) - need);
            } else {
                missing += need;
            }
        }
        return missing;
    }
}
