package dev.windrose.placement;

import dev.windrose.placement.calm.MoveReason;
import dev.windrose.placement.calm.SpotHazards;
import dev.windrose.placement.inventory.GpuInventory;
import dev.windrose.placement.inventory.NodeInventory;
import dev.windrose.placement.inventory.WorkloadUid;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a pass saw and decided, so that the next one plans only what changed. Opaque to callers, immutable.
 *
 * <p>What was decided of a workload stands while all that it follows from stands: its demand, its rows and what is observed
 * of them, what others leave of the namespace's budgets, prices, settings and guidance, every fact of the clusters but the use of their GPUs and the age of their inventory, and no
 * span of time of its rows ran out, and where it looked for GPUs and found too few it would be told the same again. Such a
 * workload takes nothing from the fleet; one whose rows lack GPUs never stands. So the others find the fleet as a full pass
 * would leave it to them, and the plan is that of a full pass.
 */
public final class PlanMemory {
    /** One workload as it was planned. */
    record Known(
            WorkloadDemand demand,
            Purse purse,
            List<Assignment> rows,
            List<Observation> seen,
            WorkloadPlanner.Outcome outcome) {}

    private final Instant now;
    private final Prices prices;
    private final SpotHazards spotHazards;
    private final PlannerSettings settings;
    private final Guidance guidance;
    private final List<StockOut> stockOuts;
    private final Map<ClusterId, ClusterView> clusters = new HashMap<>();
    private final Map<WorkloadUid, Known> known;

    PlanMemory(PlanningInput input, Map<WorkloadUid, Known> known) {
        this.now = input.now();
        this.prices = input.prices();
        this.spotHazards = input.spotHazards();
        this.settings = input.settings();
        this.guidance = input.guidance();
        this.stockOuts = holding(input);
        input.clusters().forEach(view -> clusters.put(view.id(), view));
        this.known = Map.copyOf(known);
    }

    /** Whether anything of it can stand: what all workloads follow from is what it was. */
    boolean holdsFor(PlanningInput input) {
        return prices.equals(input.prices())
                && spotHazards.equals(input.spotHazards())
                && settings.equals(input.settings())
                && guidance.advisesAs(input.guidance())
                && stockOuts.equals(holding(input))
                && !input.now().isBefore(now)
                && clusters.size() == input.clusters().size()
                && input.clusters().stream().allMatch(view -> alike(clusters.get(view.id()), view));
    }

    /**
     * What was decided of a workload, if it stands.
     *
     * @param purse what it finds of its namespace's budgets
     * @param rows its rows now, in key order
     * @param seen what is observed of them, in the same order
     */
    Optional<WorkloadPlanner.Outcome> outcome(
            WorkloadDemand demand,
            Purse purse,
            List<Assignment> rows,
            List<Observation> seen,
            Fleet fleet,
            PlanningInput input,
            Mover.Ledger ledger) {
        Instant at = input.now();
        Known before = known.get(demand.uid());
        boolean stands = before != null
                && before.outcome().changes().isEmpty()
                && !before.outcome().lacksGpus()
                && before.demand().equals(demand)
                && before.purse().equals(purse)
                && before.rows().equals(rows)
                && before.seen().equals(seen)
                && !freezeBeganOrEnded(at)
                && input.guidance().of(demand.uid()).isEmpty()
                && stays(before.outcome().report(), input, ledger)
                && rows.stream().allMatch(row -> fleet.withoutGpu(row.key()) == 0 && !ranOut(row, at))
                && before.outcome().wants().stream().allMatch(want -> want.stands(demand, fleet));
        return stands ? Optional.of(Objects.requireNonNull(before).outcome()) : Optional.empty();
    }

    /** What was said of its moves for a price would be said again. */
    private boolean stays(WorkloadReport report, PlanningInput input, Mover.Ledger ledger) {
        List<Staying> lines = input.calm().of(report.uid());
        List<Stay> stays = report.stays();
        boolean stand = lines.size() == stays.size();
        for (int i = 0; stand && i < stays.size(); i++) {
            Stay stay = stays.get(i);
            stand = stay.staying().equals(lines.get(i)) && !stay.ripe(input.now()) && budgetsHold(stay, input, ledger);
        }
        return stand;
    }

    /** Budgets of moves allow, or do not allow, what they did. */
    private boolean budgetsHold(Stay stay, PlanningInput input, Mover.Ledger ledger) {
        Optional<MoveReason> spent =
                settings.moves().spent(stay.from().workload().value(), ledger.moves(), input.now());
        return switch (stay.reason()) {
            case WORKLOAD_BUDGET, FLEET_BUDGET ->
                spent.filter(stay.reason()::equals).isPresent();
            case NO_ROOM, LIMITED, UNSETTLED, PAUSED -> spent.isEmpty();
            default -> true;
        };
    }

    private static List<StockOut> holding(PlanningInput input) {
        return input.stockOuts().stream().filter(out -> out.closed(input.now())).toList();
    }

    private boolean ranOut(Assignment row, Instant at) {
        return passed(row.since().plus(settings.moves().dwell()), at)
                || passed(row.since().plus(settings.drainFor()), at);
    }

    private boolean freezeBeganOrEnded(Instant at) {
        return settings.moves().freezes().stream()
                .anyMatch(freeze -> passed(freeze.from(), at) || passed(freeze.until(), at));
    }

    private boolean passed(Instant end, Instant at) {
        return now.isBefore(end) && !at.isBefore(end);
    }

    private boolean alike(@Nullable ClusterView before, ClusterView view) {
        return before != null
                && before.presence() == view.presence()
                && before.cordoned() == view.cordoned()
                && before.pause().equals(view.pause())
                && before.provisionable().equals(view.provisionable())
                && before.cloud().equals(view.cloud())
                && before.region().equals(view.region())
                && before.labels().equals(view.labels())
                && before.taints().equals(view.taints())
                && before.allowedNamespaces().equals(view.allowedNamespaces())
                && trusted(before.inventoryAge()) == trusted(view.inventoryAge())
                && before.inventoryAge().isPresent() == view.inventoryAge().isPresent()
                && alike(before.nodes(), view.nodes());
    }

    private boolean trusted(Optional<Duration> age) {
        return age.isPresent() && age.get().compareTo(settings.maxInventoryAge()) <= 0;
    }

    private static boolean alike(List<NodeInventory> before, List<NodeInventory> nodes) {
        if (before.equals(nodes)) {
            return true;
        }
        boolean alike = before.size() == nodes.size();
        for (int i = 0; alike && i < nodes.size(); i++) {
            alike = alike(before.get(i), nodes.get(i));
        }
        return alike;
    }

    private static boolean alike(NodeInventory before, NodeInventory node) {
        return before.name().equals(node.name())
                && before.ready() == node.ready()
                && before.schedulable() == node.schedulable()
                && before.origin().equals(node.origin())
                && before.taints().equals(node.taints())
                && before.understanding().equals(node.understanding())
                && before.gpu().map(GpuInventory::unusedByAll).equals(node.gpu().map(GpuInventory::unusedByAll))
                && before.gpuCount().equals(node.gpuCount())
                && unused(before.slices()).equals(unused(node.slices()));
    }

    private static List<GpuInventory> unused(List<GpuInventory> slices) {
        return slices.isEmpty()
                ? slices
                : slices.stream().map(GpuInventory::unusedByAll).toList();
    }
}
