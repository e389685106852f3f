package dev.windrose.placement;

import java.util.Optional;

/**
 * A row of the parent plan with what is known of it now.
 *
 * @param silent the cluster is there but nothing known of it can be acted on
 * @param gone the cluster is no member any more
 * @param paused the cluster is paused: the row stays as it is
 * @param mustLeave why no replica may stay here; empty: they may
 * @param price of one replica, or empty
 */
record Row(
        Assignment assignment,
        Optional<Observation> seen,
        boolean silent,
        boolean gone,
        boolean paused,
        Optional<Rejection> mustLeave,
        String region,
        Optional<Money> price,
        int withoutGpu) {
    AssignmentKey key() {
        return assignment.key();
    }

    int replicas() {
        return assignment.replicas();
    }

    Phase phase() {
        return assignment.phase();
    }

    boolean draining() {
        return phase() == Phase.DRAINING;
    }

    /** Whether its replicas are counted as they are, whatever else is decided. */
    boolean held() {
        return (silent || paused) && !draining();
    }

    /** Replicas known to be ready; none when nobody knows. */
    int knownReady() {
        return silent || gone ? 0 : seen.map(Observation::ready).orElse(0);
    }

    /** Replicas that may be serving: what is unknown of a row that served is taken for serving. */
    int maybeReady() {
        int unknown = phase() == Phase.SURGING ? 0 : replicas();
        return silent ? unknown : seen.map(Observation::ready).orElse(unknown);
    }

    boolean readyAt(long generation, int replicas) {
        return !silent
                && seen.filter(each -> each.ready() >= replicas && each.generation() >= generation)
                        .isPresent();
    }
}
