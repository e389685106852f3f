package dev.windrose.placement;

import dev.windrose.placement.inventory.CapacityTier;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Deals the replicas of one workload to its choices under its limits: rows that are there first, then the cheapest. The
 * same rules decide what is kept when there are fewer, and what is new when there are more.
 */
final class Allotment {
    /** Nothing is kept free. */
    private static final Limit.Percent ALL = new Limit.Percent(0);

    private final WorkloadDemand workload;
    private final Purse purse;
    private final List<Choice> choices;
    private final Map<ClusterId, Integer> byCluster = new HashMap<>();
    private final Map<String, Integer> byRegion = new HashMap<>();
    private final List<String> notes = new ArrayList<>();
    private final Limit.Percent headroom;
    private int displaced;
    private int remaining;
    private int regionsWanted;
    private int spot;
    private int unpriced;
    private int gpus;
    private Money cost = Money.ZERO;

    /**
     * @param headroom of every kind of node in a cluster, the share of GPUs that new replicas leave free
     * @param displaced replicas that lost their place: for as many, what is kept free may be taken
     */
    Allotment(WorkloadDemand workload, Purse purse, List<Choice> choices, Limit.Percent headroom, int displaced) {
        this.headroom = headroom;
        this.displaced = displaced;
        this.workload = workload;
        this.purse = purse;
        this.choices = choices.stream().sorted(Choice.ORDER).toList();
        this.remaining = workload.replicas();
        this.regionsWanted = Math.min(workload.policy().spread().minRegions(), workload.replicas());
    }

    /** Deals all that can be dealt. Regions that can take nothing do not hold the others back. */
    void deal() {
        pass();
        if (remaining > 0 && regionsMissing() > 0) {
            notes.add("minRegions " + workload.policy().spread().minRegions() + " is capped at " + byRegion.size()
                    + ": no other region can take a replica");
            regionsWanted = byRegion.size();
            pass();
        }
        choices.stream()
                .filter(choice -> choice.provisioned() > 0)
                .forEach(choice -> notes.add("%d replicas in cluster %s wait for nodes that its autoscaler is to add"
                        .formatted(choice.provisioned(), choice.key().cluster().value())));
    }

    /** GPUs that are there first: their nodes are paid for already; then nodes that would have to be added. */
    private void pass() {
        for (Choice choice : choices) {
            while (remaining > 0 && admits(choice) && choice.take(workload, displaced > 0 ? ALL : headroom)) {
                displaced -= choice.kind() == Choice.Kind.NEW ? 1 : 0;
                count(choice, 1);
            }
        }
        for (Choice choice : choices) {
            while (remaining > 0 && admits(choice) && choice.provision(workload)) {
                count(choice, 1);
            }
        }
    }

    int unplaced() {
        return remaining;
    }

    Money cost() {
        return cost;
    }

    int unpriced() {
        return unpriced;
    }

    /** Says that more is kept than is to stay. */
    void noteKept(Map<AssignmentKey, Integer> keep) {
        int kept = keep.values().stream().mapToInt(Integer::intValue).sum()
                - targets().values().stream().mapToInt(Integer::intValue).sum();
        if (kept > 0) {
            notes.add(kept + " old replicas are kept until what replaces them is ready");
        }
    }

    /** Why a budget refused a replica that has no place now; empty when none did. */
    Optional<Rejection> overBudget() {
        return choices.stream()
                .map(Choice::blocked)
                .filter(why -> remaining > 0 && why.reason() == Reason.BUDGET)
                .findFirst();
    }

    List<String> notes() {
        return notes;
    }

    List<Choice> choices() {
        return choices;
    }

    /** Replicas by row; those with none are left out. */
    SortedMap<AssignmentKey, Integer> targets() {
        SortedMap<AssignmentKey, Integer> targets = new TreeMap<>();
        choices.stream()
                .filter(choice -> choice.taken() > 0)
                .forEach(choice -> targets.merge(choice.key(), choice.taken(), Integer::sum));
        return targets;
    }

    private int regionsMissing() {
        return Math.max(0, regionsWanted - byRegion.size());
    }

    private boolean admits(Choice choice) {
        if (choice.kind() == Choice.Kind.HELD) {
            return true;
        }
        if (!byRegion.containsKey(choice.region()) || remaining > regionsMissing()) {
            return withinCaps(choice) && (choice.kind() == Choice.Kind.PRESENT || affordable(choice));
        }
        choice.block(Reason.SPREAD, "the last replicas are kept for other regions (minRegions " + regionsWanted + ")");
        return false;
    }

    private boolean withinCaps(Choice choice) {
        PlacementPolicy policy = workload.policy();
        int cap = policy.spread()
                .maxPerCluster()
                .map(limit -> limit.of(workload.replicas()))
                .orElse(Integer.MAX_VALUE);
        if (byCluster.getOrDefault(choice.key().cluster(), 0) >= cap) {
            choice.block(
                    Reason.SPREAD,
                    "maxPerCluster "
                            + policy.spread().maxPerCluster().map(Limit::text).orElse("") + " allows " + cap + " of "
                            + workload.replicas() + " replicas");
            return false;
        }
        int spotCap = policy.maxSpotShare()
                .map(limit -> limit.of(workload.replicas()))
                .orElse(Integer.MAX_VALUE);
        if (choice.key().tier() == CapacityTier.SPOT && spot >= spotCap) {
            choice.block(
                    Reason.SPOT_SHARE, "maxSpotShare allows " + spotCap + " of " + workload.replicas() + " replicas");
            return false;
        }
        return true;
    }

    /** Ceilings stop what is new, and they cannot be checked while what runs has no known price. */
    private boolean affordable(Choice choice) {
        Optional<Rejection> refusal = purse.refuses(
                new Spending(cost, unpriced, gpus),
                choice.price(),
                choice.key().shape().gpusPerReplica());
        refusal.ifPresent(why -> choice.block(why.reason(), why.detail()));
        return refusal.isEmpty() && withinCeiling(choice);
    }

    /** What saves money is stopped by no ceiling of cost; it may take more GPUs than a budget allows. */
    private boolean affordable(Choice from, Choice to) {
        boolean saves = from.price().isPresent()
                && to.price().isPresent()
                && to.price().get().compareTo(from.price().get()) <= 0;
        return saves && to.key().shape().gpusPerReplica() <= from.key().shape().gpusPerReplica() || affordable(to);
    }

    private boolean withinCeiling(Choice choice) {
        Optional<Money> ceiling = workload.policy().maxHourlyCost();
        if (ceiling.isEmpty()) {
            return true;
        }
        if (unpriced > 0 || choice.price().isEmpty()) {
            choice.block(
                    Reason.PRICE_UNKNOWN,
                    "maxHourlyCost cannot be checked: " + unpriced + " replicas that run have no known price");
            return false;
        }
        Money after = cost.plus(choice.price().get());
        if (after.compareTo(ceiling.get()) > 0) {
            choice.block(
                    Reason.OVER_MAX_HOURLY_COST, "one more makes " + after + " USD/h, the ceiling is " + ceiling.get());
            return false;
        }
        return true;
    }

    private void count(Choice choice, int replicas) {
        remaining -= replicas;
        gpus += replicas * choice.key().shape().gpusPerReplica();
        byCluster.merge(choice.key().cluster(), replicas, Allotment::sumOrGone);
        byRegion.merge(choice.region(), replicas, Allotment::sumOrGone);
        spot += choice.key().tier() == CapacityTier.SPOT ? replicas : 0;
        if (choice.price().isPresent()) {
            Money price = choice.price().get();
            cost = replicas > 0 ? cost.plus(price.times(replicas)) : cost.minus(price.times(-replicas));
        } else {
            unpriced += replicas;
        }
    }

    private static @Nullable Integer sumOrGone(int one, int other) {
        return one + other == 0 ? null : Integer.valueOf(one + other);
    }

    /**
     * Moves replicas from one choice to another, one by one, as long as no limit breaks and there are GPUs.
     *
     * @param most of them
     * @return how many; where some stay, {@link Choice#blocked} of the other says why
     */
    int shift(Choice from, Choice to, int most) {
        int regionsBefore = Math.min(regionsWanted, byRegion.size());
        int moved = 0;
        while (from.taken() > 0 && moved < most) {
            from.giveBack();
            count(from, -1);
            boolean spreadHolds = byRegion.size() + (byRegion.containsKey(to.region()) ? 0 : 1) >= regionsBefore;
            if (!spreadHolds || !withinCaps(to) || !affordable(from, to) || !to.take(workload, headroom)) {
                from.takeBack();
                count(from, 1);
                return moved;
            }
            count(to, 1);
            moved++;
        }
        return moved;
    }
}
