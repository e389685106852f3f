package dev.windrose.placement;

import dev.windrose.placement.inventory.GpuInventory;
import dev.windrose.placement.inventory.NodeInventory;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Holds a plan against the budgets, by code of its own: a namespace over its ceiling may not grow. Of a workload that has
 * more replicas than it wants, while it hands over, only the cheapest it wants are counted.
 */
final class BudgetLint {
    private final PlanningInput input;
    private final Map<ClusterId, ClusterView> clusters = new TreeMap<>();

    BudgetLint(PlanningInput input) {
        this.input = input;
        input.clusters().forEach(view -> clusters.put(view.id(), view));
    }

    List<PlanLint.Finding> check(Collection<Assignment> before, Collection<Assignment> after) {
        List<PlanLint.Finding> findings = new ArrayList<>();
        for (Budget budget : input.budgets()) {
            Totals was = totals(budget, before, false);
            Totals is = totals(budget, after, true);
            budget.maxGpus()
                    .filter(most -> is.gpus > Math.max(most, was.gpus))
                    .ifPresent(most -> findings.add(new PlanLint.Finding(
                            "budget-gpus", budget.text() + ": " + was.gpus + " to " + is.gpus + ", at most " + most)));
            budget.maxHourlyCost()
                    .filter(most -> is.micros > Math.max(most.micros(), was.micros))
                    .ifPresent(most -> findings.add(new PlanLint.Finding(
                            "budget-cost",
                            budget.text() + ": " + was.micros + " to " + is.micros + " microdollars, at most "
                                    + most.micros())));
        }
        return findings;
    }

    private static final class Totals {
        private long micros;
        private int gpus;
    }

    private record Replica(long micros, int gpus) {}

    private Totals totals(Budget budget, Collection<Assignment> rows, boolean onlyWanted) {
        Totals totals = new Totals();
        for (WorkloadDemand workload : input.workloads()) {
            if (workload.namespace().equals(budget.namespace())) {
                List<Replica> replicas = replicas(workload, rows);
                long counted = onlyWanted ? workload.replicas() : replicas.size();
                replicas.stream()
                        .sorted(Comparator.comparingLong(Replica::micros))
                        .limit(counted)
                        .forEach(each -> totals.micros += each.micros);
                replicas.stream()
                        .sorted(Comparator.comparingInt(Replica::gpus))
                        .limit(counted)
                        .forEach(each -> totals.gpus += each.gpus);
            }
        }
        return totals;
    }

    private List<Replica> replicas(WorkloadDemand workload, Collection<Assignment> rows) {
        Map<AssignmentKey, Long> prices = new HashMap<>();
        List<Replica> replicas = new ArrayList<>();
        for (Assignment row : rows) {
            if (row.key().workload().equals(workload.uid()) && row.phase() != Phase.DRAINING) {
                long price = prices.computeIfAbsent(row.key(), this::price);
                for (int i = 0; i < row.replicas(); i++) {
                    replicas.add(new Replica(price, row.key().shape().gpusPerReplica()));
                }
            }
        }
        return replicas;
    }

    /** The dearest node's share in micro-dollars; nothing where it is not known. */
    private long price(AssignmentKey key) {
        ClusterView cluster = clusters.get(key.cluster());
        long dearest = 0;
        if (cluster == null) {
            return dearest;
        }
        for (NodeInventory node : cluster.nodes()) {
            for (NodeInventory kind : node.kinds()) {
                boolean same = kind.gpu().isPresent()
                        && NodeGroup.Key.of(kind.gpu().get(), kind).equals(NodeGroup.Key.of(key))
                        && kind.gpu().get().capacity() >= key.shape().gpusPerReplica();
                if (same) {
                    dearest = Math.max(dearest, price(cluster, node, kind.gpu().get(), key));
                }
            }
        }
        return dearest;
    }

    private long price(ClusterView cluster, NodeInventory node, GpuInventory gpu, AssignmentKey key) {
        long whole = quote(cluster, node).orElse(Money.ZERO).micros();
        return NodeShare.of(node, gpu)
                .map(share -> Math.ceilDiv(whole * key.shape().gpusPerReplica() * share.part(), share.of()))
                .orElse(0L);
    }

    private Optional<Money> quote(ClusterView cluster, NodeInventory node) {
        Optional<String> cloud = cluster.cloud().or(() -> node.origin().cloud());
        Optional<String> region = node.origin().region().or(cluster::region);
        return cloud.isEmpty()
                        || region.isEmpty()
                        || node.origin().instanceType().isEmpty()
                ? Optional.empty()
                : input.prices()
                        .quote(new Prices.Key(
                                cloud.get(),
                                region.get(),
                                node.origin().zone(),
                                node.origin().instanceType().get(),
                                node.origin().tier()))
                        .map(Prices.Quote::nodePerHour);
    }
}
