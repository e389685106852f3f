package dev.windrose.placement.scaling;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * Decides how many replicas a workload should have, after the Kubernetes HPA's algorithm
 * (https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/#algorithm-details).
 *
 * <p>The load wishes for ceil(load / target) replicas, or for as many as there are while it is within
 * {@link #TOLERANCE} of what they shall carry. The number rises to the lowest wish of the last {@code upDelay}, at most
 * doubling, and falls to the highest of the last {@code downDelay}. After a change only wishes from then on count.
 *
 * <p>What is not known never takes a replica away: nobody heard, the number is held; a whole place silent, it does not fall;
 * single pods that did not answer count as at the target when fewer might do (as in the HPA) and as at the mean of the
 * others when more might be needed (the HPA takes zero: a queue that is too long to answer must not look empty). A time of
 * silence is a time in which the present number was wished for. Pure.
 */
public final class ReplicaScaler {
    /** The HPA's default. */
    public static final double TOLERANCE = 0.1;

    /** Load that was told longer ago is not known any more: four readings were missed. */
    public static final Duration FRESH = Duration.ofSeconds(60);

    private ReplicaScaler() {}

    /** @param loads one for each place where replicas may serve */
    public static ScalingDecision decide(
            ScalingPolicy policy, ScalingState before, List<PlaceLoad> loads, Instant now) {
        var state = before.asOf(now);
        var tally = LoadTally.of(loads, now);
        int inBounds = policy.clamp(state.wanted());
        if (inBounds != state.wanted()) {
            String message = "%d replicas were wanted, %d to %d are allowed"
                    .formatted(state.wanted(), policy.min(), policy.max());
            return decision(ScalingState.start(inBounds, now), ScalingReason.BOUNDS, tally, inBounds, message);
        }
        if (tally.answered() == 0) {
            return decision(
                    wished(policy, state, state.wanted(), now),
                    ScalingReason.NO_METRICS,
                    tally,
                    state.wanted(),
                    "held at %d: %s".formatted(state.wanted(), silence(tally)));
        }
        return decide(policy, state, tally, now);
    }

    private static ScalingDecision decide(ScalingPolicy policy, ScalingState state, LoadTally tally, Instant now) {
        int wanted = state.wanted();
        int needed = needed(policy, wanted, tally);
        boolean heldBySilence = needed < wanted && !tally.silent().isEmpty();
        int wish = heldBySilence ? wanted : policy.clamp(needed);
        var next = wished(policy, state, wish, now);
        int up = next.lowest(now.minus(policy.upDelay()));
        int down = next.highest(now.minus(policy.downDelay()));
        if (up > wanted) {
            int to = (int) Math.min(up, 2L * wanted);
            return changed(policy, ScalingReason.SCALED_UP, wanted, to, tally, wish, now);
        }
        if (down < wanted) {
            return changed(policy, ScalingReason.SCALED_DOWN, wanted, down, tally, wish, now);
        }
        var reason = heldBySilence ? ScalingReason.PARTLY_SILENT : held(policy, wanted, needed);
        return decision(next, reason, tally, wish, tally.text(policy) + held(policy, reason, needed, tally));
    }

    private static int needed(ScalingPolicy policy, int wanted, LoadTally tally) {
        int more = policy.replicasFor(tally.atMost(), wanted);
        int fewer = policy.replicasFor(tally.atLeast(policy.target()), wanted);
        return more > wanted ? more : Math.min(fewer, wanted);
    }

    private static ScalingReason held(ScalingPolicy policy, int wanted, int needed) {
        if (needed > wanted) {
            return wanted == policy.max() ? ScalingReason.AT_MAX : ScalingReason.WAITING_TO_ADD;
        }
        if (needed < wanted) {
            return wanted == policy.min() ? ScalingReason.AT_MIN : ScalingReason.WAITING_TO_REMOVE;
        }
        return ScalingReason.ON_TARGET;
    }

    private static String held(ScalingPolicy policy, ScalingReason reason, int needed, LoadTally tally) {
        return switch (reason) {
            case WAITING_TO_ADD ->
                ": %d are needed, more come when that lasted %s".formatted(needed, text(policy.upDelay()));
            case WAITING_TO_REMOVE ->
                ": %d would do, fewer stay when that lasted %s".formatted(needed, text(policy.downDelay()));
            case AT_MAX -> ": %d are needed, maxReplicas allows %d".formatted(needed, policy.max());
            case AT_MIN -> ": %d would do, minReplicas asks for %d".formatted(needed, policy.min());
            case PARTLY_SILENT -> ": %d would do, but nothing is removed while %s".formatted(needed, silence(tally));
            case ON_TARGET, SCALED_UP, SCALED_DOWN, BOUNDS, NO_METRICS -> "";
        };
    }

    private static String silence(LoadTally tally) {
        if (!tally.silent().isEmpty()) {
            return "nothing is heard from " + String.join("; ", tally.silent());
        }
        return tally.asked() == 0
                ? "no replica serves that could tell its load"
                : "none of %d replicas told its load".formatted(tally.asked());
    }

    private static ScalingState wished(ScalingPolicy policy, ScalingState state, int wish, Instant now) {
        var keep = policy.upDelay().compareTo(policy.downDelay()) > 0 ? policy.upDelay() : policy.downDelay();
        return state.with(new ScalingState.Wish(now, wish), keep);
    }

    private static ScalingDecision changed(
            ScalingPolicy policy, ScalingReason reason, int from, int to, LoadTally tally, int wish, Instant now) {
        String message = "from %d to %d: %s".formatted(from, to, tally.text(policy));
        return decision(ScalingState.start(to, now), reason, tally, wish, message);
    }

    private static ScalingDecision decision(
            ScalingState state, ScalingReason reason, LoadTally tally, int wish, String message) {
        boolean known = tally.answered() > 0;
        return new ScalingDecision(
                state,
                reason,
                known ? OptionalDouble.of(tally.sum()) : OptionalDouble.empty(),
                known ? OptionalDouble.of(tally.mean()) : OptionalDouble.empty(),
                wish,
                message);
    }

    private static String text(Duration delay) {
        return delay.toString().substring(2).toLowerCase(Locale.ROOT);
    }
}
