package dev.windrose.placement;

import java.util.Comparator;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Somewhere replicas can be counted: a row that is there, or an option for new ones. */
final class Choice {
    /** In this order replicas are given out: what cannot be touched, what is there, what is new. */
    enum Kind {
        HELD,
        PRESENT,
        NEW
    }

    /**
     * By price and what counts against the place; between equals first where that is least. The marginal price is zero for
     * all of them, for their nodes are on; so then comes what is there already.
     */
    static final Comparator<Choice> ORDER = Comparator.comparing(Choice::kind)
            .thenComparingLong(Choice::weighed)
            .thenComparingLong(choice -> choice.weighs)
            .thenComparing(choice -> !choice.hasRow)
            .thenComparing(Choice::key);

    private final Kind kind;
    private final AssignmentKey key;
    private final String region;
    private final Optional<Money> price;
    private final Weight weight;
    private final long weighs;
    private final boolean hasRow;
    private final Optional<Option> option;
    private int reserved;
    private int taken;
    private int provisioned;
    private Optional<Limit.Percent> keptFree = Optional.empty();
    private @Nullable Rejection blocked;

    private Choice(
            Kind kind,
            AssignmentKey key,
            String region,
            Optional<Money> price,
            Weight weight,
            Optional<Option> option,
            boolean hasRow,
            int reserved) {
        this.kind = kind;
        this.key = key;
        this.region = region;
        this.price = price;
        this.weight = weight;
        this.weighs = weight.total().micros();
        this.hasRow = hasRow;
        this.option = option;
        this.reserved = reserved;
    }

    /** A row of which {@code replicas} have their GPUs. */
    static Choice row(Kind kind, Row row, Weight weight, int replicas) {
        return new Choice(kind, row.key(), row.region(), row.price(), weight, Optional.empty(), true, replicas);
    }

    /** An option; {@code reserved} replicas of it still hold GPUs from a row that drains. */
    static Choice option(Option option, Weight weight, boolean hasRow, int reserved) {
        return new Choice(
                Kind.NEW,
                option.key(),
                option.cluster().region(),
                option.price(),
                weight,
                Optional.of(option),
                hasRow,
                reserved);
    }

    Kind kind() {
        return kind;
    }

    AssignmentKey key() {
        return key;
    }

    String region() {
        return region;
    }

    Optional<Money> price() {
        return price;
    }

    /** What a replica here costs with what carrying its answers costs, which counts where it is unknown too. */
    Optional<Money> withEgress() {
        return weight.egress().counted().micros() == 0
                ? price
                : price.map(each -> each.plus(weight.egress().counted()));
    }

    /** What counts against a replica here beyond its price. */
    Weight weight() {
        return weight;
    }

    private long weighed() {
        return price.map(each -> each.micros() + weighs).orElse(Long.MAX_VALUE);
    }

    int taken() {
        return taken;
    }

    /**
     * What was looked for here last and not found.
     *
     * @param unplaced replicas of the workload that have no place: nodes that may be added would do for those
     */
    Optional<Want> want(int unplaced) {
        return keptFree.map(headroom -> new Want(key, headroom, blocked(), unplaced > 0));
    }

    Rejection blocked() {
        return blocked != null ? blocked : new Rejection(Reason.NOT_NEEDED, weight.text());
    }

    void block(Reason reason, String detail) {
        blocked = new Rejection(reason, detail);
    }

    /** Gives one replica of this back, so that it can be counted elsewhere. */
    void giveBack() {
        taken--;
    }

    /** Undoes {@link #giveBack}. */
    void takeBack() {
        taken++;
    }

    /** Replicas for which nodes must come first. */
    int provisioned() {
        return provisioned;
    }

    /**
     * Counts one replica here, with GPUs of one node; false, with a reason, when there are none.
     *
     * @param headroom what must stay free for failover
     */
    boolean take(WorkloadDemand workload, Limit.Percent headroom) {
        if (reserved > 0) {
            reserved--;
        } else if (option.isEmpty() || !place(option.get().group(), workload, headroom)) {
            return false;
        }
        taken++;
        return true;
    }

    /** Counts one replica here, for which an autoscaler would have to add a node; false when it cannot. */
    boolean provision(WorkloadDemand workload) {
        if (option.isEmpty()
                || !option.get()
                        .group()
                        .provision(key.shape().gpusPerReplica(), workload.tolerations(), workload.uid())) {
            return false;
        }
        provisioned++;
        taken++;
        return true;
    }

    private boolean place(NodeGroup group, WorkloadDemand workload, Limit.Percent headroom) {
        int gpus = key.shape().gpusPerReplica();
        if (group.leaves(headroom, gpus) && group.place(gpus, workload.tolerations())) {
            return true;
        }
        keptFree = Optional.of(headroom);
        group.full(gpus, workload.tolerations(), headroom).ifPresent(why -> blocked = why);
        return false;
    }
}
