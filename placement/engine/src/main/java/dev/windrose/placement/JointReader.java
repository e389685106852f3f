package dev.windrose.placement;

import dev.windrose.placement.fit.ModelDemand;
import dev.windrose.placement.inventory.CapacityTier;
import dev.windrose.placement.inventory.WorkloadUid;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Puts the fleet together as one problem. */
final class JointReader {
    /** Workloads that ask for the same; what they may run on is looked up once. */
    private record Ask(
            String namespace,
            int priority,
            ModelDemand model,
            GpuAsk gpu,
            PlacementPolicy policy,
            List<Toleration> tolerations) {
        static Ask of(WorkloadDemand each) {
            return new Ask(
                    each.namespace(), each.priority(), each.model(), each.gpu(), each.policy(), each.tolerations());
        }
    }

    /** What makes workloads alike. */
    private record Alike(
            String namespace,
            int priority,
            int replicas,
            Spread spread,
            Optional<Limit.Percent> spotShare,
            SortedMap<Guidance.Place, JointFacts.Need> needs) {}

    /** A group in the making. */
    private static final class Members {
        private final List<Assignment> rows = new ArrayList<>();
        private int workloads;
    }

    /** @param price of one GPU */
    private record Priced(ClusterState cluster, NodeGroup group, Money price) {}

    private final PlanningInput input;
    private final Fleet fleet;
    private final PriceBoard prices;
    private final SortedMap<Guidance.Place, Priced> places = new TreeMap<>();
    private final Map<Guidance.Place, Integer> kept = new HashMap<>();
    private final Map<String, Money> keptCost = new HashMap<>();
    private final Map<String, Integer> keptGpus = new HashMap<>();
    private final Map<Alike, Members> groups = new LinkedHashMap<>();
    private final Map<WorkloadUid, List<Assignment>> rows = new HashMap<>();

    JointReader(PlanningInput input) {
        this.input = input;
        this.fleet = new Fleet(input, List.of());
        this.prices = new PriceBoard(input.prices(), input.spotHazards());
    }

    JointFacts read() {
        fleet.clusters().stream()
                .filter(cluster -> cluster.silent().isEmpty())
                .forEach(cluster -> cluster.groups().forEach(group -> place(cluster, group)));
        input.assignments().stream()
                .filter(row -> row.phase() != Phase.DRAINING)
                .sorted(Comparator.comparing(Assignment::key))
                .forEach(row -> rows.computeIfAbsent(row.key().workload(), _ -> new ArrayList<>())
                        .add(row));
        Map<Ask, SortedMap<Guidance.Place, JointFacts.Need>> eligible = new HashMap<>();
        input.workloads().stream()
                .sorted(Comparator.comparing(WorkloadDemand::uid))
                .forEach(each -> add(each, eligible.computeIfAbsent(Ask.of(each), _ -> eligible(each))));
        List<JointFacts.Spot> spots = new ArrayList<>();
        places.forEach((place, priced) -> spots.add(spot(place, priced)));
        List<JointFacts.Group> all = new ArrayList<>();
        groups.forEach((alike, members) -> all.add(new JointFacts.Group(
                alike.namespace(),
                alike.priority(),
                members.workloads,
                alike.replicas(),
                alike.spread(),
                alike.spotShare(),
                alike.needs(),
                members.rows)));
        return new JointFacts(spots, all, ceilings());
    }

    private void place(ClusterState cluster, NodeGroup group) {
        NodeGroup.Key key = group.key();
        if (key.tier() != CapacityTier.UNKNOWN) {
            prices.perReplica(cluster, group, 1)
                    .ifPresent(price -> places.put(
                            new Guidance.Place(cluster.id(), key.product(), key.instanceType(), key.tier()),
                            new Priced(cluster, group, price)));
        }
    }

    private SortedMap<Guidance.Place, JointFacts.Need> eligible(WorkloadDemand workload) {
        SortedMap<Guidance.Place, JointFacts.Need> needs = new TreeMap<>();
        for (Candidate candidate : new Eligibility(workload, prices).candidates(fleet)) {
            if (candidate instanceof Candidate.Eligible(Option option)) {
                Guidance.Place place = Guidance.Place.of(option.key());
                if (places.containsKey(place)) {
                    String region = option.cluster().region();
                    Weight weight = Weight.of(
                            Money.ZERO,
                            workload.policy(),
                            region,
                            option.price(),
                            Egress.of(
                                    workload.policy(), region, input.settings().egress()),
                            prices.interruptions(fleet, option.key()),
                            input.settings());
                    needs.put(place, new JointFacts.Need(option.key().shape().gpusPerReplica(), weight.total()));
                }
            }
        }
        return needs;
    }

    private void add(WorkloadDemand workload, SortedMap<Guidance.Place, JointFacts.Need> needs) {
        int replicas = workload.paused() ? 0 : workload.replicas();
        List<Assignment> movable = new ArrayList<>();
        for (Assignment row : rows.getOrDefault(workload.uid(), List.of())) {
            if (!workload.paused() && needs.containsKey(Guidance.Place.of(row.key()))) {
                movable.add(row);
            } else {
                keep(workload, row);
                replicas -= row.replicas();
            }
        }
        boolean nowhere = workload.policy()
                .spread()
                .maxPerCluster()
                .filter(limit -> limit.of(workload.replicas()) == 0)
                .isPresent();
        if (replicas > 0 && !needs.isEmpty() && !nowhere) {
            boolean budgeted =
                    input.budgets().stream().anyMatch(each -> each.namespace().equals(workload.namespace()));
            Alike alike = new Alike(
                    budgeted ? workload.namespace() : "",
                    workload.priority(),
                    replicas,
                    workload.policy().spread(),
                    workload.policy().maxSpotShare(),
                    needs);
            Members members = groups.computeIfAbsent(alike, _ -> new Members());
            members.workloads++;
            members.rows.addAll(movable);
        }
    }

    /** Nobody else may count on what it holds. */
    private void keep(WorkloadDemand workload, Assignment row) {
        kept.merge(Guidance.Place.of(row.key()), row.gpus(), Integer::sum);
        keptGpus.merge(workload.namespace(), row.gpus(), Integer::sum);
        keptCost.merge(
                workload.namespace(),
                prices.perReplica(fleet, row.key()).orElse(Money.ZERO).times(row.replicas()),
                Money::plus);
    }

    private JointFacts.Spot spot(Guidance.Place place, Priced priced) {
        List<Integer> nodes = priced.group()
                .allSlots()
                .filter(NodeSlot::usable)
                .map(slot -> Math.max(0, slot.gpu().allocatable() - slot.gpu().usedByForeign()))
                .toList();
        int capacity = nodes.stream().mapToInt(Integer::intValue).sum() - kept.getOrDefault(place, 0);
        for (CapacityHold hold : input.holds()) {
            Guidance.Place held = new Guidance.Place(
                    hold.cluster(), hold.shape().product(), hold.shape().instanceType(), hold.tier());
            if (hold.expiresAt().isAfter(input.now()) && held.equals(place)) {
                capacity -= hold.replicas() * hold.shape().gpusPerReplica();
            }
        }
        return new JointFacts.Spot(place, priced.cluster().region(), priced.price(), nodes, Math.max(0, capacity));
    }

    private List<JointFacts.Ceiling> ceilings() {
        return input.budgets().stream()
                .sorted(Comparator.comparing(Budget::text))
                .map(budget -> new JointFacts.Ceiling(
                        budget,
                        budget.maxHourlyCost()
                                .map(most -> left(most, keptCost.getOrDefault(budget.namespace(), Money.ZERO))),
                        budget.maxGpus().map(most -> Math.max(0, most - keptGpus.getOrDefault(budget.namespace(), 0)))))
                .toList();
    }

    private static Money left(Money most, Money spent) {
        return spent.compareTo(most) > 0 ? Money.ZERO : most.minus(spent);
    }
}
