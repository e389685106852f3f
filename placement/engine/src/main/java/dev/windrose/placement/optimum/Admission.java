package dev.windrose.placement.optimum;

import dev.windrose.placement.Limit;
import dev.windrose.placement.inventory.CapacityTier;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Places one workload at a time in what a plan leaves, where it costs least by the prices of the plan's proof: GPUs that
 * others need more are dear, so that what can run elsewhere does. Keeps every limit; moves nothing. Not for two threads.
 */
public final class Admission {
    private final FleetProblem fleet;
    private final Tally tally;
    private final Map<OptionKey, Long> scarcity = new HashMap<>();
    private final Map<String, Long> budgetPrice = new HashMap<>();
    private final Map<OptionKey, List<Cut>> cuts = new HashMap<>();
    private final Map<String, List<Candidate>> known = new HashMap<>();

    private record Candidate(FleetOption option, Fit fit, double price) {}

    /**
     * What came of a workload.
     *
     * @param placements of its replicas
     * @param missing throughput that found no place, in thousandths of a replica
     */
    public record Admitted(List<Placement> placements, long missing) {
        public Admitted {
            placements = List.copyOf(placements);
        }
    }

    /** Begins with what the plan leaves of the fleet that it is of. */
    public Admission(FleetProblem fleet, FleetPlan plan, Certificate certificate) {
        this.fleet = fleet;
        this.tally = new Tally(fleet);
        plan.placements().forEach(each -> tally.fit(each).ifPresent(fit -> tally.add(each, fit)));
        fleet.cuts()
                .forEach(cut -> cuts.computeIfAbsent(cut.option(), _ -> new ArrayList<>())
                        .add(cut));
        for (Proof.Price price : certificate.cost().limits()) {
            if (price.limit() instanceof RowName.Capacity(OptionKey option)) {
                scarcity.put(option, -price.pico());
            } else if (price.limit() instanceof RowName.Spend(String budget)) {
                budgetPrice.put(budget, -price.pico());
            }
        }
    }

    /** Places one workload of a class, one that the fleet has or a new one. */
    public Admitted place(WorkloadClass like) {
        WorkloadClass one = like.withWorkloads(1);
        List<Budget> budgets = fleet.budgets().stream()
                .filter(each -> each.classes().contains(one.id()))
                .toList();
        List<Candidate> candidates = known.computeIfAbsent(one.id(), _ -> candidates(one, budgets));
        Shares shares = new Shares(one, candidates);
        long missing = one.replicas() * Model.UNIT;
        List<Placement> placements = new ArrayList<>();
        for (Candidate each : candidates) {
            if (missing <= 0) {
                break;
            }
            int rate = (int) (each.fit().throughput() * Model.UNIT);
            long room = Math.min(shares.room(each.option(), rate), Math.ceilDiv(missing, rate));
            int count = (int) Math.min(room, room(each, budgets));
            if (count > 0) {
                Placement placement = new Placement(one.id(), each.option().key(), count);
                tally.add(placement, each.fit());
                shares.take(each.option(), (long) count * rate);
                placements.add(placement);
                missing -= (long) count * rate;
            }
        }
        return new Admitted(placements, Math.max(0, missing));
    }

    private List<Candidate> candidates(WorkloadClass one, List<Budget> budgets) {
        List<Candidate> candidates = new ArrayList<>();
        for (FleetOption option : fleet.options()) {
            Optional<Fit> fit = fleet.eligible()
                    .fit(one, option)
                    .filter(each -> ProblemCheck.fit(one, option, each).isEmpty());
            fit.ifPresent(each -> candidates.add(new Candidate(option, each, price(option, each, budgets))));
        }
        candidates.sort(Comparator.comparingDouble(Candidate::price)
                .thenComparing(each -> each.option().key()));
        return candidates;
    }

    /** By throughput: what the bill grows by, and what the limits that it fills are worth to others. */
    private double price(FleetOption option, Fit fit, List<Budget> budgets) {
        double worth = scarcity.getOrDefault(option.key(), 0L) / 1e6;
        for (Budget budget : budgets) {
            worth += budgetPrice.getOrDefault(budget.id(), 0L)
                    / 1e6
                    * option.allocated().micros();
        }
        double price = fit.gpus() * (option.marginal().micros() + worth)
                + fit.penalty().micros();
        return price / fit.throughput();
    }

    private long room(Candidate each, List<Budget> budgets) {
        FleetOption option = each.option();
        int gpus = each.fit().gpus();
        long room = ((long) option.usable() - tally.gpus.getOrDefault(option.key(), 0)) / gpus;
        for (Cut cut : cuts.getOrDefault(option.key(), List.of())) {
            if (gpus >= cut.leastGpus()) {
                room = Math.min(room, cut.mostReplicas() - tally.cuts.getOrDefault(cut, 0));
            }
        }
        for (Budget budget : budgets) {
            long spent = tally.spent.getOrDefault(budget.id(), 0L);
            long price = option.allocated().micros() * gpus;
            if (budget.hourly().isPresent() && price > 0) {
                room = Math.min(room, (budget.hourly().get().micros() - spent) / price);
            }
            if (budget.gpus().isPresent()) {
                room = Math.min(room, (budget.gpus().get() - tally.quota.getOrDefault(budget.id(), 0)) / gpus);
            }
        }
        return Math.max(0, room);
    }

    /** What one workload may have in a region, in a cluster and on spot. */
    private static final class Shares {
        private final long perRegion;
        private final long perCluster;
        private long spot;
        private final Map<String, Long> regions = new HashMap<>();
        private final Map<String, Long> clusters = new HashMap<>();

        Shares(WorkloadClass one, List<Candidate> candidates) {
            this.perRegion = share(
                    one,
                    one.perRegion(),
                    candidates.stream()
                            .map(each -> each.option().region())
                            .distinct()
                            .count());
            this.perCluster = share(
                    one,
                    one.perCluster(),
                    candidates.stream()
                            .map(each -> each.option().key().cluster())
                            .distinct()
                            .count());
            this.spot = one.spotShare()
                    .map(limit -> limit.of(one.replicas()) * Model.UNIT)
                    .orElse(Long.MAX_VALUE);
        }

        private static long share(WorkloadClass one, Optional<Limit> limit, long places) {
            return limit.map(each ->
                            Math.max(each.of(one.replicas()), Math.ceilDiv(one.replicas(), Math.max(1, places)))
                                    * Model.UNIT)
                    .orElse(Long.MAX_VALUE);
        }

        long room(FleetOption option, int rate) {
            long room = Math.min(
                    perRegion - regions.getOrDefault(option.region(), 0L),
                    perCluster - clusters.getOrDefault(option.key().cluster().value(), 0L));
            return Math.max(0, option.key().tier() == CapacityTier.SPOT ? Math.min(room, spot) : room) / rate;
        }

        void take(FleetOption option, long throughput) {
            regions.merge(option.region(), throughput, Long::sum);
            clusters.merge(option.key().cluster().value(), throughput, Long::sum);
            if (option.key().tier() == CapacityTier.SPOT) {
                spot -= throughput;
            }
        }
    }
}
