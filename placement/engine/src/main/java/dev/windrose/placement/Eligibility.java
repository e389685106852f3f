package dev.windrose.placement;

import dev.windrose.placement.fit.FitVerdict;
import dev.windrose.placement.fit.MemoryFit;
import dev.windrose.placement.fit.ModelDemand;
import dev.windrose.placement.fit.Slo;
import dev.windrose.placement.fit.SpeedEstimate;
import dev.windrose.placement.fit.Speeds;
import dev.windrose.placement.glob.Glob;
import dev.windrose.placement.inventory.CapacityTier;
import dev.windrose.placement.inventory.Taint;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The filters of one workload, in the order in which their reasons are given: policy first, then what is there. */
final class Eligibility {
    /** Namespaces that never hold a workload, whatever a cluster allows. */
    private static final List<String> DENIED_NAMESPACES = List.of("kube-*", "windrose-*");

    private final WorkloadDemand workload;
    private final PriceBoard prices;

    Eligibility(WorkloadDemand workload, PriceBoard prices) {
        this.workload = workload;
        this.prices = prices;
    }

    List<Candidate> candidates(Fleet fleet) {
        List<Candidate> all = new ArrayList<>();
        for (ClusterState cluster : fleet.clusters()) {
            Optional<Rejection> whole = cluster(cluster);
            if (whole.isPresent()) {
                all.add(rejected(cluster, Optional.empty(), Optional.empty(), whole.get()));
            } else {
                cluster.groups().forEach(group -> all.add(group(cluster, group)));
            }
        }
        return all;
    }

    /** What turns the whole cluster down. */
    private Optional<Rejection> cluster(ClusterState cluster) {
        return policy(workload, cluster).or(() -> presence(cluster));
    }

    /** What the user's or the cluster's policy says against the cluster, whether or not it can be reached. */
    static Optional<Rejection> policy(WorkloadDemand workload, ClusterState cluster) {
        ClusterView view = cluster.view();
        PlacementPolicy policy = workload.policy();
        if (!policy.pinned().isEmpty() && !policy.pinned().contains(view.id())) {
            return reject(
                    Reason.NOT_PINNED,
                    "pinned to "
                            + String.join(
                                    ", ",
                                    policy.pinned().stream()
                                            .map(ClusterId::value)
                                            .toList()));
        }
        boolean admitted =
                view.allowedNamespaces().isEmpty() || Glob.matchesAny(view.allowedNamespaces(), workload.namespace());
        if (Glob.matchesAny(DENIED_NAMESPACES, workload.namespace()) || !admitted) {
            return reject(Reason.NAMESPACE_NOT_ALLOWED, "namespace " + workload.namespace());
        }
        if (!policy.regionsAllow().isEmpty() && !Glob.matchesAny(policy.regionsAllow(), cluster.region())) {
            return reject(
                    Reason.REGION_NOT_ALLOWED,
                    "region " + (cluster.region().isEmpty() ? "is unknown" : cluster.region()) + ", allowed "
                            + String.join(", ", policy.regionsAllow()));
        }
        if (!policy.clusterSelector().matches(view.labels())) {
            return reject(Reason.SELECTOR_MISMATCH, "");
        }
        return policy.latency().flatMap(cluster::tooFar).or(() -> taints(workload, view));
    }

    private static Optional<Rejection> taints(WorkloadDemand workload, ClusterView view) {
        return Toleration.firstUntolerated(view.taints(), workload.tolerations())
                .flatMap(taint -> reject(Reason.TAINT_NOT_TOLERATED, "cluster taint " + taint.text()));
    }

    private static Optional<Rejection> presence(ClusterState cluster) {
        if (cluster.view().pause().isPresent()) {
            return reject(Reason.CLUSTER_PAUSED, cluster.view().pause().get().text());
        }
        if (cluster.view().cordoned()) {
            return reject(Reason.CLUSTER_CORDONED, "takes nothing new");
        }
        if (cluster.silent().isPresent()) {
            return cluster.silent();
        }
        return cluster.groups().iterator().hasNext() ? Optional.empty() : reject(Reason.NO_GPU_NODES, "");
    }

    private Candidate group(ClusterState cluster, NodeGroup group) {
        Optional<Rejection> closed = nodes(group).or(() -> asked(group));
        if (closed.isPresent()) {
            return rejected(cluster, Optional.of(group), workload.gpu().count(), closed.get());
        }
        return switch (count(group)) {
            case Count.Of(int gpus) ->
                tooSlow(group, gpus)
                        .<Candidate>map(why -> rejected(cluster, Optional.of(group), Optional.of(gpus), why))
                        .orElseGet(() -> priced(cluster, group, gpus));
            case Count.None(Rejection why) ->
                rejected(cluster, Optional.of(group), workload.gpu().count(), why);
        };
    }

    private Optional<Rejection> asked(NodeGroup group) {
        CapacityTier tier = group.key().tier();
        if (!workload.policy().tiers().contains(tier)) {
            String why = tier == CapacityTier.UNKNOWN
                    ? "how the nodes are bought is unknown. Maybe label them windrose.dev/capacity-tier"
                    : tier.text() + " is not in tiers";
            return reject(Reason.TIER_NOT_ALLOWED, why);
        }
        if (!workload.gpu().anyOf().isEmpty()
                && !workload.gpu().anyOf().contains(group.key().product().asked())) {
            return reject(Reason.PRODUCT_NOT_ASKED, group.key().product().name() + " is not in gpu.anyOf");
        }
        return Optional.empty();
    }

    private Optional<Rejection> nodes(NodeGroup group) {
        if (group.closed().isPresent()) {
            return group.closed();
        }
        return group.open(workload.tolerations()).findAny().isPresent() ? Optional.empty() : nodeTaint(group);
    }

    private Optional<Rejection> nodeTaint(NodeGroup group) {
        return group.slots().stream()
                .filter(NodeSlot::usable)
                .flatMap(slot -> Toleration.firstUntolerated(slot.hardTaints(), workload.tolerations()).stream())
                .map(Taint::text)
                .findFirst()
                .flatMap(taint -> reject(Reason.TAINT_NOT_TOLERATED, "node taint " + taint));
    }

    /** How many GPUs one replica takes of a group. */
    private sealed interface Count {
        record Of(int gpus) implements Count {}

        record None(Rejection why) implements Count {}
    }

    private Count count(NodeGroup group) {
        int most = group.mostPerReplica(workload.tolerations());
        Optional<Integer> fixed = workload.gpu().count();
        if (fixed.isPresent() && fixed.get() > most) {
            return atMost(fixed.get(), most, group.slices());
        }
        Optional<Integer> usable = group.usableMiB();
        if (workload.gpu().complete()) {
            int gpus = fixed.orElseThrow();
            boolean hopeless = usable.isPresent() && MemoryFit.weightsExceed(workload.model(), usable.get(), gpus);
            return hopeless
                    ? new Count.None(new Rejection(
                            Reason.MEMORY_TOO_SMALL, "the bare weights exceed " + gpus + " x " + usable.get() + " MiB"))
                    : new Count.Of(gpus);
        }
        if (usable.isEmpty()) {
            return new Count.None(
                    new Rejection(
                            Reason.MEMORY_UNKNOWN,
                            "the nodes do not say their GPU memory. Maybe GPU feature discovery does not run there; or give gpu"));
        }
        return switch (MemoryFit.fit(workload.model(), usable.get(), group.largestNode(), fixed)) {
            case FitVerdict.Fits(var need) -> atMost(need.gpus(), most, group.slices());
            case FitVerdict.TooLarge large -> new Count.None(new Rejection(Reason.MEMORY_TOO_SMALL, large.detail()));
            case FitVerdict.ModelUnknown(String detail) -> new Count.None(new Rejection(Reason.MODEL_UNKNOWN, detail));
        };
    }

    private static Count atMost(int gpus, int most, boolean slices) {
        return gpus <= most
                ? new Count.Of(gpus)
                : new Count.None(new Rejection(
                        Reason.NODE_TOO_SMALL,
                        "needs " + gpus + " GPUs on one node, "
                                + (slices ? "and slices are not joined for one model" : "the largest has " + most)));
    }

    /** Only where even the fast end of the estimate misses a target: what may meet it is let in, and shown as unsure. */
    private Optional<Rejection> tooSlow(NodeGroup group, int gpus) {
        ModelDemand model = workload.model();
        if (!model.slo().asks()) {
            return Optional.empty();
        }
        SpeedEstimate speed = Speeds.estimate(model, group.key().product(), gpus, group.usableMiB());
        return speed instanceof SpeedEstimate.Known known && model.slo().judge(known) == Slo.Verdict.NO
                ? reject(Reason.TOO_SLOW, model.slo().text() + "; expected are " + known.text())
                : Optional.empty();
    }

    private Candidate priced(ClusterState cluster, NodeGroup group, int gpus) {
        Optional<Money> price = prices.perReplica(cluster, group, gpus);
        PlacementPolicy policy = workload.policy();
        boolean mayBeUnknown =
                !policy.pinned().isEmpty() && policy.maxHourlyCost().isEmpty();
        if (price.isEmpty() && !mayBeUnknown) {
            return rejected(
                    cluster,
                    Optional.of(group),
                    Optional.of(gpus),
                    new Rejection(Reason.PRICE_UNKNOWN, noPrice(cluster, group)));
        }
        AssignmentKey key = new AssignmentKey(
                workload.uid(), cluster.id(), group.shape(gpus), group.key().tier());
        return new Candidate.Eligible(new Option(cluster, group, key, price));
    }

    private static String noPrice(ClusterState cluster, NodeGroup group) {
        return group.slots().stream().anyMatch(slot -> slot.share().isEmpty())
                ? "what part of a node " + group.key().product().name()
                        + " is cannot be told. Maybe GPU feature discovery does not count the node's GPUs; or pin the workload"
                : "no price for " + group.key().instanceType().orElse("an unknown instance type") + " "
                        + group.key().tier().text() + " in "
                        + (cluster.region().isEmpty() ? "an unknown region" : cluster.region())
                        + ". Maybe add it to a price source, or pin the workload";
    }

    private Candidate rejected(ClusterState cluster, Optional<NodeGroup> group, Optional<Integer> gpus, Rejection why) {
        return new Candidate.Rejected(
                cluster,
                group,
                group.map(each -> each.shape(gpus.orElse(1))),
                group.map(each -> each.key().tier()),
                group.flatMap(each -> gpus.flatMap(count -> prices.perReplica(cluster, each, count))),
                why);
    }

    private static Optional<Rejection> reject(Reason reason, String detail) {
        return Optional.of(new Rejection(reason, detail));
    }
}
