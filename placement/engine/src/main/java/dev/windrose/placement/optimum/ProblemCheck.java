package dev.windrose.placement.optimum;

import dev.windrose.placement.Limit;
import dev.windrose.placement.Money;
import dev.windrose.placement.inventory.CapacityTier;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Finds what cannot be planned, before anything is computed. The bounds keep every sum within a long. */
public final class ProblemCheck {
    /** A GPU-hour dearer than this is a mistake. */
    public static final Money MOST_PER_GPU = Money.ofMicros(1_000_000_000L);

    /** A penalty or a move dearer than this is a mistake. */
    public static final Money MOST_EXTRA = Money.ofMicros(10_000_000_000L);

    public static final int MOST_GPUS_PER_REPLICA = 128;
    public static final int MOST_CAPACITY = 10_000_000;
    public static final int MOST_REPLICAS = 1_000_000;
    public static final long MOST_REPLICAS_IN_ALL = 10_000_000;
    public static final double MOST_THROUGHPUT = 100;

    private final FleetProblem fleet;
    private final List<Problem> problems = new ArrayList<>();

    private ProblemCheck(FleetProblem fleet) {
        this.fleet = fleet;
    }

    /** All problems of the fleet; those of fits come when they are asked for, see {@link #fit}. */
    public static List<Problem> problems(FleetProblem fleet) {
        var check = new ProblemCheck(fleet);
        check.unique("place", fleet.options(), option -> option.key().text());
        check.unique("class", fleet.classes(), WorkloadClass::id);
        check.unique("budget", fleet.budgets(), Budget::id);
        fleet.options().forEach(check::option);
        fleet.classes().forEach(check::workloads);
        check.total();
        check.budgets();
        check.cuts();
        return check.problems;
    }

    /** What is wrong with a fit; empty when nothing is. */
    static List<Problem> fit(WorkloadClass workloads, FleetOption option, Fit fit) {
        if (fit.throughput() == 1
                && fit.gpus() >= 1
                && fit.gpus() <= MOST_GPUS_PER_REPLICA
                && fit.penalty().micros() >= 0
                && fit.penalty().compareTo(MOST_EXTRA) <= 0) {
            return List.of();
        }
        var check = new ProblemCheck(FleetProblem.of(List.of(), List.of(), (_, _) -> Optional.empty()));
        String subject = "class " + workloads.id() + " in " + option.key().text();
        if (!Double.isFinite(fit.throughput())) {
            check.add(Problem.Kind.NOT_A_NUMBER, subject, "Throughput is " + fit.throughput() + ".");
        } else if (fit.throughput() < 0.001 || fit.throughput() > MOST_THROUGHPUT) {
            check.add(
                    fit.throughput() < 0 ? Problem.Kind.NEGATIVE : Problem.Kind.ABSURD,
                    subject,
                    "Throughput %s must be 0.001 to %s times that of a replica."
                            .formatted(fit.throughput(), MOST_THROUGHPUT));
        } else if (fit.throughput() != 1 && workloads.workloads() > 1) {
            check.add(
                    Problem.Kind.CONTRADICTORY,
                    subject,
                    "Throughput %s needs a class of one workload, this one has %d: parts of a replica cannot be shared."
                            .formatted(fit.throughput(), workloads.workloads()));
        }
        check.range(subject, "GPUs of a replica", fit.gpus(), 1, MOST_GPUS_PER_REPLICA);
        check.money(subject, "penalty", fit.penalty(), MOST_EXTRA);
        return check.problems;
    }

    private void option(FleetOption option) {
        String subject = "place " + option.key().text();
        money(subject, "marginal price", option.marginal(), MOST_PER_GPU);
        money(subject, "allocated price", option.allocated(), MOST_PER_GPU);
        range(subject, "capacity", option.capacity(), 0, MOST_CAPACITY);
        range(subject, "headroom in percent", option.headroomPercent(), 0, 100);
        if (option.key().tier() == CapacityTier.UNKNOWN) {
            add(Problem.Kind.CONTRADICTORY, subject, "Its tier is unknown, so its price cannot be known.");
        }
    }

    private void workloads(WorkloadClass each) {
        String subject = "class " + each.id();
        range(subject, "number of workloads", each.workloads(), 0, MOST_REPLICAS);
        range(subject, "replicas", each.replicas(), 0, MOST_REPLICAS);
        money(subject, "cost of a move", each.moving(), MOST_EXTRA);
        each.present().forEach((key, count) -> range(subject, "replicas in " + key.text(), count, 0, MOST_REPLICAS));
        each.perRegion().filter(ProblemCheck::nothing).ifPresent(_ -> zeroSpread(subject, "region"));
        each.perCluster().filter(ProblemCheck::nothing).ifPresent(_ -> zeroSpread(subject, "cluster"));
    }

    private static boolean nothing(Limit limit) {
        return limit instanceof Limit.Percent(int share) && share == 0;
    }

    private void zeroSpread(String subject, String what) {
        add(Problem.Kind.CONTRADICTORY, subject, "At most 0%% in one %s leaves nowhere.".formatted(what));
    }

    private void total() {
        long total = fleet.classes().stream()
                .mapToLong(each -> (long) Math.max(0, each.workloads()) * Math.max(0, each.replicas()))
                .sum();
        fleet.classes().stream()
                .filter(each -> (long) Math.max(0, each.workloads()) * Math.max(0, each.replicas()) > MOST_REPLICAS)
                .forEach(each -> add(
                        Problem.Kind.ABSURD,
                        "class " + each.id(),
                        "%d workloads of %d replicas are more than %d."
                                .formatted(each.workloads(), each.replicas(), MOST_REPLICAS)));
        if (total > MOST_REPLICAS_IN_ALL) {
            add(Problem.Kind.ABSURD, "fleet", total + " replicas are more than " + MOST_REPLICAS_IN_ALL + ".");
        }
    }

    private void budgets() {
        Set<String> ids = fleet.classes().stream().map(WorkloadClass::id).collect(Collectors.toSet());
        for (Budget budget : fleet.budgets()) {
            String subject = "budget " + budget.id();
            budget.hourly()
                    .filter(ceiling -> ceiling.micros() < 0)
                    .ifPresent(ceiling -> add(Problem.Kind.NEGATIVE, subject, "The ceiling is " + ceiling + "."));
            budget.gpus().ifPresent(gpus -> range(subject, "GPUs", gpus, 0, Integer.MAX_VALUE));
            budget.classes().stream()
                    .filter(id -> !ids.contains(id))
                    .forEach(id -> add(Problem.Kind.UNKNOWN_NAME, subject, "There is no class " + id + "."));
        }
        fleet.classes().stream()
                .filter(each -> fleet.budgets().stream()
                                .filter(budget -> budget.classes().contains(each.id()))
                                .count()
                        > 8)
                .forEach(each -> add(Problem.Kind.ABSURD, "class " + each.id(), "It is in more than 8 budgets."));
    }

    private void cuts() {
        Set<OptionKey> known = fleet.options().stream().map(FleetOption::key).collect(Collectors.toSet());
        for (Cut cut : fleet.cuts()) {
            String subject = "cut of " + cut.option().text();
            range(subject, "GPUs", cut.leastGpus(), 1, MOST_GPUS_PER_REPLICA);
            range(subject, "replicas", cut.mostReplicas(), 0, MOST_REPLICAS);
            if (!known.contains(cut.option())) {
                add(Problem.Kind.UNKNOWN_NAME, subject, "There is no such place.");
            }
        }
        fleet.cuts().stream()
                .collect(Collectors.groupingBy(Cut::option, Collectors.counting()))
                .forEach((key, count) -> {
                    if (count > 8) {
                        add(Problem.Kind.ABSURD, "place " + key.text(), "It has more than 8 cuts.");
                    }
                });
    }

    private <T> void unique(String what, List<T> values, Function<T, String> name) {
        Set<String> seen = new HashSet<>();
        values.stream()
                .map(name)
                .filter(each -> !seen.add(each))
                .distinct()
                .forEach(each -> add(
                        Problem.Kind.TWICE,
                        what + " " + each,
                        "It is there more than once. Maybe two reads were put together."));
    }

    private void money(String subject, String what, Money value, Money most) {
        if (value.micros() < 0) {
            add(Problem.Kind.NEGATIVE, subject, "The %s is %s.".formatted(what, value));
        } else if (value.compareTo(most) > 0) {
            add(Problem.Kind.ABSURD, subject, "The %s is %s, more than %s.".formatted(what, value, most));
        }
    }

    private void range(String subject, String what, int value, int least, int most) {
        if (value < least || value > most) {
            add(
                    value < 0 ? Problem.Kind.NEGATIVE : Problem.Kind.ABSURD,
                    subject,
                    "%s (%d) must be %d to %d.".formatted(what, value, least, most));
        }
    }

    private void add(Problem.Kind kind, String subject, String detail) {
        problems.add(new Problem(kind, subject, detail));
    }
}
