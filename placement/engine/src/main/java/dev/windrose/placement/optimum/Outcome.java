package dev.windrose.placement.optimum;

import dev.windrose.placement.Money;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Turns numbers back into a plan and its proof. */
final class Outcome {
    private static final BigInteger PICO_OF_MICRO = BigInteger.valueOf(1_000_000);
    private static final BigInteger PICO_OF_THOUSANDTH = BigInteger.valueOf(1_000_000_000);

    private final Model model;
    private final Draft draft;
    private final FleetPlan plan;

    Outcome(Model model, Draft draft, String solver, boolean truncated) {
        this.model = model;
        this.draft = draft;
        this.plan = new FleetPlan(placements(), unplaced(), byPriority(), totals(), solver, truncated);
    }

    FleetPlan plan() {
        return plan;
    }

    private List<Placement> placements() {
        List<Placement> placements = new ArrayList<>();
        for (int column = 0; column < draft.replicas.length; column++) {
            if (draft.replicas[column] > 0) {
                placements.add(new Placement(
                        model.workloads(model.classOf[column]).id(),
                        model.place(column).key(),
                        draft.replicas[column]));
            }
        }
        Collections.sort(placements);
        return placements;
    }

    private SortedMap<String, Long> unplaced() {
        SortedMap<String, Long> unplaced = new TreeMap<>();
        for (int w = 0; w < model.classes(); w++) {
            if (draft.missing(w) > 0) {
                unplaced.put(model.workloads(w).id(), draft.missing(w));
            }
        }
        return unplaced;
    }

    private SortedMap<Integer, Long> byPriority() {
        SortedMap<Integer, Long> unplaced = new TreeMap<>(Collections.reverseOrder());
        long[] missing = draft.unplaced();
        for (int level = 0; level < missing.length; level++) {
            unplaced.put(model.priorities[level], missing[level]);
        }
        return unplaced;
    }

    private FleetPlan.Totals totals() {
        long replicas = 0;
        long gpus = 0;
        long marginal = 0;
        long penalties = 0;
        long allocated = 0;
        for (int column = 0; column < draft.replicas.length; column++) {
            long count = draft.replicas[column];
            if (count > 0) {
                long used = count * model.gpus[column];
                long price = model.place(column).marginal().micros() * used;
                replicas += count;
                gpus += used;
                marginal += price;
                penalties += model.cost[column] * count - price;
                allocated += model.rows.allocated(model.option[column]) * used;
            }
        }
        long moves = draft.cost() - marginal - penalties;
        return new FleetPlan.Totals(
                replicas,
                gpus,
                Money.ofMicros(marginal),
                Money.ofMicros(penalties),
                Money.ofMicros(moves),
                Money.ofMicros(allocated));
    }

    /**
     * What can be proven of the plan.
     *
     * @param coverage prices by priority
     * @param cost prices for the cost
     */
    Certificate certificate(List<Duals> coverage, Duals cost) {
        long[] unplaced = draft.unplaced();
        List<Proof> proofs = new ArrayList<>();
        for (int level = 0; level < unplaced.length; level++) {
            if (unplaced[level] > 0) {
                Stage stage = new Stage(level, model.levels());
                proofs.add(proof(stage, coverage.get(level), unplaced, PICO_OF_THOUSANDTH));
            }
        }
        Proof ofCost = proof(Stage.cost(model.levels()), cost, unplaced, PICO_OF_MICRO);
        return new Certificate(plan.digest(), proofs, ofCost);
    }

    private Proof proof(Stage stage, Duals duals, long[] unplaced, BigInteger unit) {
        BigInteger bound = new DualBound(model, stage, duals).bound(unplaced);
        BigInteger[] whole = bound.divideAndRemainder(unit);
        BigInteger up = whole[1].signum() > 0 ? whole[0].add(BigInteger.ONE) : whole[0];
        List<Proof.Price> prices = new ArrayList<>();
        for (int row = 0; row < duals.rows().length; row++) {
            if (duals.rows()[row] != 0) {
                prices.add(new Proof.Price(model.rows.name(row), duals.rows()[row]));
            }
        }
        SortedMap<Integer, Long> byPriority = new TreeMap<>(Collections.reverseOrder());
        for (int level = 0; level < model.levels(); level++) {
            if (stage.limits(level) && duals.unplaced()[level] != 0) {
                byPriority.put(model.priorities[level], duals.unplaced()[level]);
            }
        }
        Optional<Integer> priority = stage.cost() ? Optional.empty() : Optional.of(model.priorities[stage.level()]);
        return new Proof(priority, Math.max(0, up.longValueExact()), prices, byPriority);
    }
}
