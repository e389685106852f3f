package dev.windrose.hub.placement;

import dev.windrose.api.InferenceWorkloadStatus.Autoscaling;
import dev.windrose.hub.placement.KeptScalings.Kept;
import dev.windrose.hub.placement.KnownWorkloads.Known;
import dev.windrose.placement.WorkloadDemand;
import dev.windrose.placement.inventory.WorkloadUid;
import dev.windrose.placement.scaling.PlaceLoad;
import dev.windrose.placement.scaling.ReplicaScaler;
import dev.windrose.placement.scaling.ScalingDecision;
import dev.windrose.placement.scaling.ScalingPolicy;
import dev.windrose.placement.scaling.ScalingState;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * How many replicas each workload that is scaled by load shall have now, and why. A number is kept before it counts, so
 * that no restart takes a replica away; what was wished before is not: after a restart everything proves itself anew.
 */
@ApplicationScoped
public class Scalings {
    private static final Logger LOG = Logger.getLogger(Scalings.class);

    /** Figures that change without that anything else does are told so often; people read them, nothing acts on them. */
    private static final Duration TELL_AGAIN = Duration.ofSeconds(60);

    /** A row of a workload that this hub does not know may be of one that it has not heard of yet. */
    private static final Duration FORGET_AFTER = Duration.ofHours(1);

    /** A workload that is scaled by load, and what is known of that load. */
    record Case(Known workload, ScalingPolicy policy, List<PlaceLoad> loads) {
        WorkloadUid uid() {
            return workload.object().uid();
        }
    }

    private record Scaling(ScalingState state, Optional<Autoscaling> told, Instant toldAt) {}

    private final KeptScalings table;
    private @Nullable Map<WorkloadUid, Scaling> scalings;

    public Scalings(KeptScalings table) {
        this.table = table;
    }

    /** The demand with as many replicas as are wanted now; one that is not scaled by load as it is. */
    WorkloadDemand scaled(Known workload, WorkloadDemand demand) {
        return wanted(workload.object())
                .map(wanted -> demand.with(wanted.replicas(), demand.gpu()))
                .orElse(demand);
    }

    /**
     * How many replicas there shall be.
     *
     * @param byLoad whether this was decided by the load; else the spec says so
     */
    record Wanted(int replicas, boolean byLoad) {}

    /**
     * What is wanted now of a workload that is scaled by load, within the bounds of this spec, which need not be the stored
     * one; empty where this spec does not scale by load.
     */
    synchronized Optional<Wanted> wanted(WorkloadObject workload) {
        return ScalingPolicies.of(workload.spec()).map(policy -> wanted(workload, policy));
    }

    private Wanted wanted(WorkloadObject workload, ScalingPolicy policy) {
        var scaling = known().get(workload.uid());
        int replicas = scaling == null
                ? ScalingPolicies.start(workload.spec())
                : scaling.state().wanted();
        return new Wanted(Math.clamp(replicas, policy.min(), policy.max()), scaling != null);
    }

    /** What there is to tell of a workload; empty where it is not scaled by load, or nothing was decided yet. */
    synchronized Optional<Autoscaling> told(Known workload) {
        var policy = ScalingPolicies.of(workload.object().spec());
        var scaling = known().get(workload.object().uid());
        return policy.isEmpty() || scaling == null ? Optional.empty() : scaling.told();
    }

    /**
     * Decides of all of them; one caller at a time.
     *
     * @param cases all workloads that are scaled by load
     * @return whether there is anything new to plan or to tell
     */
    synchronized boolean decide(List<Case> cases, Instant now) {
        var kept = table.read();
        followOthers(kept, now);
        var changed = new HashMap<WorkloadUid, Kept>();
        var next = new HashMap<>(known());
        var lines = new ArrayList<String>();
        for (var each : cases) {
            var before = next.get(each.uid());
            var decision = ReplicaScaler.decide(each.policy(), state(each, before, now), each.loads(), now);
            if (!Optional.ofNullable(kept.get(each.uid())).map(Kept::wanted).equals(Optional.of(decision.replicas()))) {
                changed.put(each.uid(), new Kept(decision.replicas(), now));
                lines.add("workload=%s replicas=%d reason=%s why=\"%s\""
                        .formatted(
                                each.workload().resumed().text(),
                                decision.replicas(),
                                decision.reason(),
                                decision.message()));
            }
            next.put(each.uid(), told(each, before, decision, now));
        }
        if (!changed.isEmpty()) {
            table.write(changed);
            lines.forEach(LOG::info);
        }
        forget(cases, kept, next, now);
        boolean news = !told(next).equals(told(known())) || !changed.isEmpty();
        scalings = next;
        return news;
    }

    /** Another hub may have decided meanwhile: its number counts, and proves itself from now on. */
    private void followOthers(Map<WorkloadUid, Kept> kept, Instant now) {
        known().replaceAll((uid, scaling) -> {
            var row = kept.get(uid);
            return row == null || row.wanted() == scaling.state().wanted()
                    ? scaling
                    : new Scaling(ScalingState.start(row.wanted(), now), scaling.told(), scaling.toldAt());
        });
    }

    private ScalingState state(Case each, @Nullable Scaling before, Instant now) {
        return before == null
                ? ScalingState.start(
                        wanted(each.workload().object(), each.policy()).replicas(), now)
                : before.state();
    }

    private static Scaling told(Case each, @Nullable Scaling before, ScalingDecision decision, Instant now) {
        var fresh = ScalingStatuses.of(each.workload().object().spec(), decision, now);
        if (before != null
                && before.told()
                        .filter(old -> ScalingStatuses.sameBut(old, fresh))
                        .isPresent()
                && now.isBefore(before.toldAt().plus(TELL_AGAIN))
                && !now.isBefore(before.toldAt())) {
            return new Scaling(decision.state(), before.told(), before.toldAt());
        }
        return new Scaling(decision.state(), Optional.of(fresh), now);
    }

    private void forget(List<Case> cases, Map<WorkloadUid, Kept> kept, Map<WorkloadUid, Scaling> next, Instant now) {
        var present = new HashSet<WorkloadUid>();
        cases.forEach(each -> present.add(each.uid()));
        var gone = kept.entrySet().stream()
                .filter(row -> !present.contains(row.getKey()))
                .filter(row -> row.getValue().changedAt().plus(FORGET_AFTER).isBefore(now))
                .map(Map.Entry::getKey)
                .toList();
        if (!gone.isEmpty()) {
            table.forget(gone);
            gone.forEach(next::remove);
        }
    }

    private static Map<WorkloadUid, Optional<Autoscaling>> told(Map<WorkloadUid, Scaling> all) {
        var told = new HashMap<WorkloadUid, Optional<Autoscaling>>();
        all.forEach((uid, scaling) -> told.put(uid, scaling.told()));
        return told;
    }

    /** Read once; before that nobody may plan, or replicas would go to where they began. */
    private Map<WorkloadUid, Scaling> known() {
        var all = scalings;
        if (all == null) {
            all = new HashMap<>();
            for (var row : table.read().entrySet()) {
                var state = ScalingState.start(
                        row.getValue().wanted(), row.getValue().changedAt());
                all.put(row.getKey(), new Scaling(state, Optional.empty(), Instant.EPOCH));
            }
            scalings = all;
        }
        return all;
    }
}
