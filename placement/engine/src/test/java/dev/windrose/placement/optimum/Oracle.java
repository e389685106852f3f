package dev.windrose.placement.optimum;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The exact optimum of a small fleet by trying everything that can still be best; shares no code with the solver. */
final class Oracle {
    /** Thousandths unplaced by priority, the highest first, then the cost: compared in this order. */
    record Best(long[] unplaced, long cost) {
        boolean betterThan(Best other) {
            int order = Arrays.compare(unplaced, other.unplaced);
            return order < 0 || (order == 0 && cost < other.cost);
        }
    }

    private record Column(WorkloadClass workloads, FleetOption option, Fit fit, long rate) {}

    private final FleetProblem fleet;
    private final List<Column> columns = new ArrayList<>();
    private final int[] replicas;
    private final List<Integer> priorities;
    private Optional<Best> best = Optional.empty();
    private long visited;

    private Oracle(FleetProblem fleet) {
        this.fleet = fleet;
        for (WorkloadClass each : fleet.classes()) {
            for (FleetOption option : fleet.options()) {
                fleet.eligible()
                        .fit(each, option)
                        .filter(fit -> fit.throughput() == 1 || each.workloads() == 1)
                        .ifPresent(fit -> columns.add(new Column(each, option, fit, (long) (fit.throughput() * 1000))));
            }
        }
        this.replicas = new int[columns.size()];
        this.priorities = fleet.classes().stream()
                .map(WorkloadClass::priority)
                .distinct()
                .sorted((one, other) -> Integer.compare(other, one))
                .toList();
    }

    /** Empty when it would take too long. */
    static Optional<Best> best(FleetProblem fleet, long most) {
        var oracle = new Oracle(fleet);
        oracle.from(0, most);
        return oracle.visited > most ? Optional.empty() : oracle.best;
    }

    private void from(int column, long most) {
        if (++visited > most) {
            return;
        }
        if (column == columns.size()) {
            Best here = new Best(unplaced(), cost());
            if (best.isEmpty() || here.betterThan(best.get())) {
                best = Optional.of(here);
            }
            return;
        }
        for (int count = 0; ; count++) {
            replicas[column] = count;
            if (!holds(columns.get(column))) {
                break;
            }
            from(column + 1, most);
        }
        replicas[column] = 0;
    }

    private long given(WorkloadClass of) {
        long given = 0;
        for (int i = 0; i < replicas.length; i++) {
            given += columns.get(i).workloads().id().equals(of.id())
                    ? replicas[i] * columns.get(i).rate()
                    : 0;
        }
        return given;
    }

    private long[] unplaced() {
        long[] unplaced = new long[priorities.size()];
        for (WorkloadClass each : fleet.classes()) {
            long missing = 1000L * each.workloads() * each.replicas() - given(each);
            unplaced[priorities.indexOf(each.priority())] += Math.max(0, missing);
        }
        return unplaced;
    }

    private long cost() {
        long cost = 0;
        for (WorkloadClass each : fleet.classes()) {
            for (var there : each.present().entrySet()) {
                cost += each.moving().micros() * there.getValue();
            }
        }
        for (int i = 0; i < replicas.length; i++) {
            Column each = columns.get(i);
            cost += (each.option().marginal().micros() * each.fit().gpus()
                            + each.fit().penalty().micros())
                    * replicas[i];
            int there = each.workloads().present().getOrDefault(each.option().key(), 0);
            cost -= each.workloads().moving().micros() * Math.min(replicas[i], there);
        }
        return cost;
    }

    /** Whether all limits of this column hold; what comes later only takes more. */
    private boolean holds(Column at) {
        var asked = new Limits(fleet);
        long gpus = 0;
        for (int i = 0; i < replicas.length; i++) {
            Column each = columns.get(i);
            if (replicas[i] > 0) {
                asked.add(each.workloads(), each.option(), each.fit(), each.rate(), replicas[i]);
                gpus += each.option().key().equals(at.option().key())
                        ? (long) replicas[i] * each.fit().gpus()
                        : 0;
            }
        }
        long largest = columns.stream()
                .filter(each -> each.workloads().id().equals(at.workloads().id()))
                .mapToLong(Column::rate)
                .max()
                .orElse(1000);
        boolean alike = columns.stream()
                .filter(each -> each.workloads().id().equals(at.workloads().id()))
                .allMatch(each -> each.rate() == 1000);
        long demand = 1000L * at.workloads().workloads() * at.workloads().replicas();
        return gpus <= at.option().usable()
                && given(at.workloads()) <= demand + (alike ? 0 : largest - 1)
                && asked.hold();
    }
}
