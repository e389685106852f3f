package dev.windrose.placement.proof;

import dev.windrose.placement.optimum.Certificate;
import dev.windrose.placement.optimum.FleetPlan;
import dev.windrose.placement.optimum.FleetProblem;
import dev.windrose.placement.optimum.OptionKey;
import dev.windrose.placement.optimum.Placement;
import dev.windrose.placement.optimum.Proof;
import dev.windrose.placement.optimum.RowName;
import dev.windrose.placement.optimum.WorkloadClass;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Checks that a plan keeps every limit of the fleet, costs what it says, leaves unplaced what it says, and that its
 * certificate proves what it says, of this plan.
 */
public final class PlanVerifier {
    private final Asked asked;
    private final FleetPlan plan;
    private final Certificate certificate;
    private final List<String> complaints = new ArrayList<>();

    private PlanVerifier(FleetProblem fleet, FleetPlan plan, Certificate certificate) {
        this.asked = new Asked(fleet);
        this.plan = plan;
        this.certificate = certificate;
    }

    /** What is wrong; empty: plan and certificate hold. The problem must be one that could be planned. */
    public static List<String> complaints(FleetProblem fleet, FleetPlan plan, Certificate certificate) {
        var verifier = new PlanVerifier(fleet, plan, certificate);
        if (verifier.places()) {
            verifier.limits();
            verifier.demands();
            verifier.cost();
            verifier.proofs();
        }
        return verifier.complaints;
    }

    private void check(boolean holds, String complaint, Object... values) {
        if (!holds) {
            complaints.add(complaint.formatted(values));
        }
    }

    private boolean places() {
        Set<List<Object>> seen = new HashSet<>();
        for (Placement each : plan.placements()) {
            check(seen.add(List.of(each.workloads(), each.option())), "%s is there twice", each);
            check(each.replicas() > 0, "%s has no replicas", each);
            check(asked.places(each.workloads()).containsKey(each.option()), "%s may not run there", each);
        }
        return complaints.isEmpty();
    }

    private void limits() {
        Map<RowName, Long> used = new HashMap<>();
        for (Placement each : plan.placements()) {
            WorkloadClass workloads = asked.workloads(each.workloads());
            Place place = asked.place(each.workloads(), each.option());
            asked.uses(workloads, place)
                    .forEach(use -> used.merge(use.limit(), use.each() * each.replicas(), Long::sum));
        }
        used.forEach((limit, sum) -> {
            long most = asked.allowed(limit).orElse(-1L);
            check(sum <= most, "%s: %d used, %d allowed", limit, sum, most);
        });
    }

    private void demands() {
        Map<Integer, Long> byPriority = new HashMap<>();
        for (WorkloadClass each : asked.classes.values()) {
            long given = plan.placements().stream()
                    .filter(placement -> placement.workloads().equals(each.id()))
                    .mapToLong(placement -> placement.replicas()
                            * asked.place(each.id(), placement.option()).throughput())
                    .sum();
            long missing = Math.max(0, asked.demand(each) - given);
            check(given <= asked.demand(each) + asked.over(each), "%s has %d, more than it asks", each.id(), given);
            check(
                    plan.unplaced().getOrDefault(each.id(), 0L) == missing,
                    "%s lacks %d, the plan says otherwise",
                    each.id(),
                    missing);
            byPriority.merge(each.priority(), missing, Long::sum);
        }
        check(byPriority.equals(plan.unplacedByPriority()), "unplaced by priority is %s", byPriority);
    }

    private void cost() {
        long running = 0;
        Map<String, Map<OptionKey, Integer>> now = new HashMap<>();
        for (Placement each : plan.placements()) {
            running += asked.place(each.workloads(), each.option()).cost() * each.replicas();
            now.computeIfAbsent(each.workloads(), _ -> new HashMap<>()).put(each.option(), each.replicas());
        }
        long moves = 0;
        for (WorkloadClass each : asked.classes.values()) {
            for (Map.Entry<OptionKey, Integer> there : each.present().entrySet()) {
                int stay = now.getOrDefault(each.id(), Map.of()).getOrDefault(there.getKey(), 0);
                moves += each.moving().micros() * Math.max(0, there.getValue() - stay);
            }
        }
        long cost = plan.totals().cost().micros();
        check(running + moves == cost, "it costs %d, the plan says %d", running + moves, cost);
    }

    private void proofs() {
        check(plan.digest().equals(certificate.plan()), "the certificate is of another plan");
        plan.unplacedByPriority().forEach((priority, missing) -> {
            boolean proven = certificate.coverage().stream()
                    .anyMatch(proof -> proof.priority().filter(priority::equals).isPresent());
            check(missing == 0 || proven, "nothing is proven of what is unplaced of priority %d", priority);
        });
        for (Proof proof : certificate.coverage()) {
            int priority = proof.priority().orElseThrow();
            long missing = plan.unplacedByPriority().getOrDefault(priority, 0L);
            check(proof.bound() <= missing, "priority %d: %d are below the bound", priority, missing);
            proof(proof);
        }
        check(certificate.cost().priority().isEmpty(), "the proof of the cost is one of coverage");
        check(
                certificate.cost().bound() <= plan.totals().cost().micros(),
                "the cost %s is below the bound %s",
                plan.totals().cost(),
                certificate.leastCost());
        proof(certificate.cost());
    }

    private void proof(Proof proof) {
        boolean sound = proof.limits().stream()
                        .allMatch(each ->
                                each.pico() <= 0 && asked.allowed(each.limit()).isPresent())
                && proof.unplaced().values().stream().allMatch(each -> each <= 0);
        check(sound, "a price has the wrong sign, or is of a limit that there is not");
        if (sound) {
            BigInteger proven = new Bound(asked, proof, plan).value();
            check(
                    proven.equals(BigInteger.valueOf(proof.bound())),
                    "the prices prove %s, the certificate says %d",
                    proven,
                    proof.bound());
        }
    }
}
