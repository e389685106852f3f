package dev.windrose.placement.scaling;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What is kept between two decisions.
 *
 * @param wanted replicas, at least 1
 * @param wishes what the load asked for since the number last changed, oldest first; never empty
 */
public record ScalingState(int wanted, List<Wish> wishes) {
    /** A decision that is this late says nothing of the time between: everything must prove itself anew. */
    static final Duration GAP = Duration.ofMinutes(2);

    /** @param replicas that the load asked for at the time */
    public record Wish(Instant at, int replicas) {}

    public ScalingState {
        if (wanted < 1) {
            throw new IllegalArgumentException("wanted (%d) must be at least 1.".formatted(wanted));
        }
        if (wishes.isEmpty()) {
            throw new IllegalArgumentException("A state needs the wish that it began with. Maybe use start.");
        }
        wishes = List.copyOf(wishes);
    }

    /** From now on so many; what was wished before is forgotten, so that the next change proves itself for its delay. */
    public static ScalingState start(int wanted, Instant now) {
        return new ScalingState(wanted, List.of(new Wish(now, wanted)));
    }

    /** As of now: a clock that went back makes no wish last longer than its delay, and a gap counts as nothing known. */
    ScalingState asOf(Instant now) {
        if (wishes.getLast().at().plus(GAP).isBefore(now)) {
            return start(wanted, now);
        }
        if (!wishes.getLast().at().isAfter(now)) {
            return this;
        }
        return new ScalingState(
                wanted,
                wishes.stream()
                        .map(wish -> wish.at().isAfter(now) ? new Wish(now, wish.replicas()) : wish)
                        .toList());
    }

    /**
     * With one more wish, without those that no delay reaches any more, and without those that no window would choose: what
     * has both a higher and a lower one, or an equal one, after it. So it stays as short as the load is calm.
     */
    ScalingState with(Wish wish, Duration keep) {
        var kept = new ArrayDeque<Wish>();
        kept.add(wish);
        var from = wish.at().minus(keep);
        int highest = wish.replicas();
        int lowest = wish.replicas();
        for (var each : wishes.reversed()) {
            if (!each.at().isBefore(from) && (each.replicas() > highest || each.replicas() < lowest)) {
                kept.addFirst(each);
                highest = Math.max(highest, each.replicas());
                lowest = Math.min(lowest, each.replicas());
            }
        }
        return new ScalingState(wanted, List.copyOf(kept));
    }

    int lowest(Instant from) {
        return within(from).min().orElse(wanted);
    }

    int highest(Instant from) {
        return within(from).max().orElse(wanted);
    }

    private IntStream within(Instant from) {
        return wishes.stream().filter(wish -> !wish.at().isBefore(from)).mapToInt(Wish::replicas);
    }
}
