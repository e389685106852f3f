package dev.windrose.placement;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The fleet as one problem: all that the planner is given, with workloads that are alike put together. It leaves out what
 * has no known price and what cannot move now (paused workloads, rows in clusters that take nothing), and what those hold.
 *
 * @param spots in the order of their places
 * @param groups in the order of the first uid of each
 */
public record JointFacts(List<Spot> spots, List<Group> groups, List<Ceiling> ceilings) {
    /**
     * GPUs that can be had in one place.
     *
     * @param price of one GPU for an hour
     * @param nodes how many GPUs each node has for replicas of the groups, those that an autoscaler may add included
     * @param capacity of all of them, less what is kept or held
     */
    public record Spot(Guidance.Place place, String region, Money price, List<Integer> nodes, int capacity) {
        public Spot {
            nodes = List.copyOf(nodes);
        }
    }

    /**
     * What a replica takes in a place.
     *
     * @param extra what counts against it there for an hour beyond the price of its GPUs, as in {@link Weight}
     */
    public record Need(int gpus, Money extra) {}

    /**
     * Workloads that are alike.
     *
     * @param namespace empty where no budget makes a difference
     * @param replicas of each that are to have a place
     * @param needs of a replica, by place where it may be
     * @param rows that they have in those places, in key order
     */
    public record Group(
            String namespace,
            int priority,
            int workloads,
            int replicas,
            Spread spread,
            Optional<Limit.Percent> spotShare,
            SortedMap<Guidance.Place, Need> needs,
            List<Assignment> rows) {
        public Group {
            needs = Collections.unmodifiableSortedMap(new TreeMap<>(needs));
            rows = List.copyOf(rows);
        }

        /** Replicas by place. */
        public SortedMap<Guidance.Place, Integer> present() {
            SortedMap<Guidance.Place, Integer> present = new TreeMap<>();
            rows.forEach(row -> present.merge(Guidance.Place.of(row.key()), row.replicas(), Integer::sum));
            return present;
        }
    }

    /** What is left of a budget for those that may move. */
    public record Ceiling(Budget budget, Optional<Money> hourly, Optional<Integer> gpus) {}

    public JointFacts {
        spots = List.copyOf(spots);
        groups = List.copyOf(groups);
        ceilings = List.copyOf(ceilings);
    }

    /** Of everything that the planner is given. Pure. */
    public static JointFacts of(PlanningInput input) {
        return new JointReader(input).read();
    }
}
