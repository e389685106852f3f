package dev.windrose.placement;

import dev.windrose.placement.calm.MoveLedger;
import dev.windrose.placement.calm.SpotHazards;
import dev.windrose.placement.fit.ModelDemand;
import dev.windrose.placement.fit.Quantization;
import dev.windrose.placement.inventory.CapacityTier;
import dev.windrose.placement.inventory.GpuInventory;
import dev.windrose.placement.inventory.GpuProduct;
import dev.windrose.placement.inventory.GpuSharing;
import dev.windrose.placement.inventory.GpuVendor;
import dev.windrose.placement.inventory.NodeInventory;
import dev.windrose.placement.inventory.NodeOrigin;
import dev.windrose.placement.inventory.Understanding;
import dev.windrose.placement.inventory.WorkloadUid;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** A fleet in memory that does what plans say: pods take GPUs of nodes, and become ready when asked to. */
final class World {
    static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
    private static final Map<String, Integer> USABLE_MIB =
            Map.of("H100", 81_559, "A100-80GB", 81_920, "L4", 22_888, "A10G", 22_731, "T4", 15_360);

    final SortedMap<ClusterId, ClusterView> clusters = new TreeMap<>();
    SpotHazards spotHazards = SpotHazards.NONE;
    final SortedMap<WorkloadUid, WorkloadDemand> workloads = new TreeMap<>();
    final Map<String, Money> nodePrices = new HashMap<>();
    private Prices prices = Prices.none();
    final List<Budget> budgets = new ArrayList<>();
    final List<StockOut> stockOuts = new ArrayList<>();
    final List<CapacityHold> holds = new ArrayList<>();
    List<Assignment> rows = List.of();
    List<Observation> observations = List.of();
    Calm calm = Calm.NONE;
    Guidance guidance = Guidance.NONE;
    PlanId parent = PlanId.NONE;
    Instant now = START;
    PlannerSettings settings = PlannerSettings.DEFAULT;

    static WorkloadUid uid(String name) {
        return new WorkloadUid("uid-" + name);
    }

    static NodeInventory node(
            String name, String product, String instanceType, CapacityTier tier, int gpus, int foreign) {
        return new NodeInventory(
                name,
                new NodeOrigin(
                        Optional.of("pool"),
                        Optional.of(instanceType),
                        Optional.of("aws"),
                        Optional.empty(),
                        Optional.empty(),
                        tier),
                true,
                true,
                List.of(),
                Optional.of(new GpuInventory(
                        GpuVendor.NVIDIA,
                        "nvidia.com/gpu",
                        new GpuProduct(product),
                        Optional.ofNullable(USABLE_MIB.get(product)),
                        GpuSharing.FULL,
                        gpus,
                        gpus,
                        new TreeMap<>(),
                        foreign)),
                Understanding.FULL);
    }

    static NodeInventory node(String name, String product, int gpus) {
        return node(name, product, product.toLowerCase(Locale.ROOT) + "-x" + gpus, CapacityTier.ON_DEMAND, gpus, 0);
    }

    World cluster(String id, String region, NodeInventory... nodes) {
        put(new ClusterView(
                new ClusterId(id),
                Optional.of("aws"),
                Optional.of(region),
                Map.of("env", "prod"),
                List.of(),
                false,
                List.of(),
                Presence.READY,
                List.of(nodes),
                Optional.of(Duration.ofSeconds(5)),
                List.of(),
                Optional.empty()));
        return this;
    }

    void put(ClusterView view) {
        clusters.put(view.id(), view);
    }

    ClusterView view(String id) {
        return clusters.get(new ClusterId(id));
    }

    /** Price of a node by region and instance type. */
    World price(String region, String instanceType, String dollars) {
        nodePrices.put(region + "/" + instanceType, Money.parse(dollars));
        Map<String, Money> known = Map.copyOf(nodePrices);
        prices = key -> Optional.ofNullable(known.get(key.region() + "/" + key.instanceType()))
                .map(price -> new Prices.Quote(price, "test"));
        return this;
    }

    World prices(Prices answers) {
        prices = answers;
        return this;
    }

    WorkloadDemand workload(String name, int replicas, GpuAsk gpu) {
        return workload(name, replicas, gpu, PlacementPolicy.DEFAULT);
    }

    WorkloadDemand workload(String name, int replicas, GpuAsk gpu, PlacementPolicy policy) {
        WorkloadDemand demand = new WorkloadDemand(
                uid(name),
                "team-a",
                name,
                1,
                START,
                0,
                Optional.empty(),
                replicas,
                ModelDemand.of("meta-llama/Llama-3.1-8B-Instruct", Optional.empty(), Quantization.NONE),
                gpu,
                policy,
                List.of());
        workloads.put(demand.uid(), demand);
        return demand;
    }

    PlanningInput input() {
        return new PlanningInput(
                now,
                parent,
                List.copyOf(clusters.values()),
                List.copyOf(workloads.values()),
                prices,
                budgets,
                stockOuts,
                spotHazards,
                rows,
                observations,
                holds,
                calm,
                guidance,
                settings);
    }

    PlanningResult.Planned plan() {
        return switch (new DefaultPlanner().plan(input())) {
            case PlanningResult.Planned planned -> planned;
            case PlanningResult.Refused(var problems) -> throw new AssertionError(problems);
        };
    }

    /** Plans, makes the plan the target, and lets the clusters that answer do what it says. */
    PlanningResult.Planned step() {
        PlanningResult.Planned planned = plan();
        rows = planned.plan().assignments();
        parent = planned.plan().id();
        remember(planned);
        schedule();
        return planned;
    }

    /** What whoever makes plans the target keeps of them. */
    void remember(PlanningResult.Planned planned) {
        MoveLedger ledger = calm.ledger();
        for (Move move : planned.changes().moves()) {
            ledger = ledger.with(
                    move.from().workload().value(), now, settings.moves().budget());
        }
        Map<WorkloadUid, List<Staying>> staying = new HashMap<>();
        planned.report().workloads().stream()
                .filter(report -> !report.stays().isEmpty())
                .forEach(report -> staying.put(report.uid(), report.staying()));
        calm = new Calm(ledger, staying);
    }

    /** Steps, time passing, until a plan changes nothing. */
    PlanningResult.Planned settle() {
        for (int i = 0; i < 60; i++) {
            List<Observation> before = observations;
            PlanningResult.Planned planned = step();
            boolean quiet = planned.changes().isEmpty() && before.equals(observations);
            if (quiet && planned.plan().assignments().stream().allMatch(row -> row.phase() != Phase.DRAINING)) {
                return planned;
            }
            now = now.plusSeconds(31);
        }
        throw new AssertionError("No plan without changes after 60 steps: " + plan().changes());
    }

    /** As if the pods there were still starting. */
    void nothingIsReadyIn(String cluster) {
        observations = observations.stream()
                .map(each -> each.key().cluster().value().equals(cluster)
                        ? new Observation(each.key(), 0, each.generation())
                        : each)
                .toList();
    }

    /** The members' schedulers: pods of rows take GPUs best fit, the rest stays pending; all that run are ready. */
    private void schedule() {
        Map<AssignmentKey, Observation> seen = new TreeMap<>();
        observations.forEach(each -> seen.put(each.key(), each));
        for (ClusterView view : List.copyOf(clusters.values())) {
            if (view.presence() == Presence.READY) {
                schedule(view, seen);
            }
        }
        observations = List.copyOf(seen.values());
    }

    private void schedule(ClusterView view, Map<AssignmentKey, Observation> seen) {
        seen.keySet().removeIf(key -> key.cluster().equals(view.id()));
        Map<String, Map<WorkloadUid, Integer>> use = new HashMap<>();
        List<Assignment> own = rows.stream()
                .filter(row -> row.key().cluster().equals(view.id()))
                .toList();
        for (Assignment row : own) {
            int ready = 0;
            for (int i = 0; i < row.replicas(); i++) {
                ready += bind(view.nodes(), row.key(), use) ? 1 : 0;
            }
            seen.put(row.key(), new Observation(row.key(), ready, row.generation()));
        }
        put(withNodes(view, view.nodes().stream().map(node -> held(node, use)).toList()));
    }

    private static NodeInventory held(NodeInventory node, Map<String, Map<WorkloadUid, Integer>> use) {
        NodeInventory sliced = node.withSlices(node.slices().stream()
                .map(slice -> slice.withUse(use.getOrDefault(place(node, slice), Map.of())))
                .toList());
        return node.gpu()
                .map(gpu -> sliced.withGpu(gpu.withUse(use.getOrDefault(place(node, gpu), Map.of()))))
                .orElse(sliced);
    }

    private static String place(NodeInventory node, GpuInventory gpu) {
        return node.name() + " " + gpu.resource();
    }

    private static boolean bind(
            Collection<NodeInventory> nodes, AssignmentKey key, Map<String, Map<WorkloadUid, Integer>> use) {
        NodeInventory best = null;
        int bestFree = Integer.MAX_VALUE;
        for (NodeInventory node :
                nodes.stream().flatMap(node -> node.kinds().stream()).toList()) {
            GpuInventory gpu = node.gpu().orElseThrow();
            int used = use.getOrDefault(place(node, gpu), Map.of()).values().stream()
                    .mapToInt(Integer::intValue)
                    .sum();
            int free = gpu.allocatable() - gpu.usedByForeign() - used;
            boolean same = gpu.product().equals(key.shape().product())
                    && node.origin().instanceType().equals(key.shape().instanceType())
                    && node.origin().tier() == key.tier();
            if (same
                    && node.ready()
                    && node.schedulable()
                    && free >= key.shape().gpusPerReplica()
                    && free < bestFree) {
                best = node;
                bestFree = free;
            }
        }
        if (best == null) {
            return false;
        }
        use.computeIfAbsent(place(best, best.gpu().orElseThrow()), _ -> new HashMap<>())
                .merge(key.workload(), key.shape().gpusPerReplica(), Integer::sum);
        return true;
    }

    static ClusterView withNodes(ClusterView view, List<NodeInventory> nodes) {
        return view.withNodes(nodes);
    }

    /** A pool that may grow; nodes made by {@link #node} are of the pool {@code pool}. */
    static ClusterView growing(ClusterView view, int upTo, int arriving) {
        return new ClusterView(
                view.id(),
                view.cloud(),
                view.region(),
                view.labels(),
                view.taints(),
                view.cordoned(),
                view.allowedNamespaces(),
                view.presence(),
                view.nodes(),
                view.inventoryAge(),
                List.of(new Provisionable("pool", upTo, arriving)),
                view.pause());
    }

    static ClusterView with(ClusterView view, Presence presence, boolean cordoned) {
        return new ClusterView(
                view.id(),
                view.cloud(),
                view.region(),
                view.labels(),
                view.taints(),
                cordoned,
                view.allowedNamespaces(),
                presence,
                view.nodes(),
                view.inventoryAge(),
                view.provisionable(),
                view.pause());
    }

    static ClusterView paused(ClusterView view, Optional<Pause> pause) {
        return new ClusterView(
                view.id(),
                view.cloud(),
                view.region(),
                view.labels(),
                view.taints(),
                view.cordoned(),
                view.allowedNamespaces(),
                view.presence(),
                view.nodes(),
                view.inventoryAge(),
                view.provisionable(),
                pause);
    }

    static WorkloadDemand paused(WorkloadDemand demand, Optional<Pause> pause) {
        return new WorkloadDemand(
                demand.uid(),
                demand.namespace(),
                demand.name(),
                demand.generation(),
                demand.createdAt(),
                demand.priority(),
                pause,
                demand.replicas(),
                demand.model(),
                demand.gpu(),
                demand.policy(),
                demand.tolerations());
    }

    static WorkloadDemand with(WorkloadDemand demand, long generation, int replicas, PlacementPolicy policy) {
        return new WorkloadDemand(
                demand.uid(),
                demand.namespace(),
                demand.name(),
                generation,
                demand.createdAt(),
                demand.priority(),
                demand.pause(),
                replicas,
                demand.model(),
                demand.gpu(),
                policy,
                demand.tolerations());
    }

    /** {@code cluster} to replicas of one workload, draining ones left out. */
    Map<String, Integer> where(WorkloadDemand workload) {
        Map<String, Integer> where = new TreeMap<>();
        rows.stream()
                .filter(row -> row.key().workload().equals(workload.uid()) && row.phase() != Phase.DRAINING)
                .forEach(row -> where.merge(row.key().cluster().value(), row.replicas(), Integer::sum));
        return where;
    }

    static WorkloadReport report(PlanningResult.Planned planned, WorkloadDemand workload) {
        return planned.report().workloads().stream()
                .filter(each -> each.uid().equals(workload.uid()))
                .findFirst()
                .orElseThrow();
    }

    static CandidateReport candidate(PlanningResult.Planned planned, WorkloadDemand workload, String cluster) {
        return report(planned, workload).candidates().stream()
                .filter(each -> each.cluster().value().equals(cluster))
                .findFirst()
                .orElseThrow();
    }
}
