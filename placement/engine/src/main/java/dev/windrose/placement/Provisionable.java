package dev.windrose.placement;

/**
 * What a member's autoscaler may still do for one node pool. A chance, never free capacity: whether the cloud has the nodes
 * shows when they are asked for.
 *
 * @param pool as {@code NodeOrigin.pool} of its nodes says
 * @param upTo nodes that may still be asked for
 * @param arriving nodes that were asked for and are not there yet
 */
public record Provisionable(String pool, int upTo, int arriving) {
    public Provisionable {
        if (pool.isBlank() || upTo < 0 || arriving < 0) {
            throw new IllegalArgumentException(
                    "A pool (%s) needs a name, and numbers of nodes (%d, %d) that are not negative."
                            .formatted(pool, upTo, arriving));
        }
    }

    /** Nodes that there may come to be. */
    int nodes() {
        return Math.toIntExact(Math.min((long) upTo + arriving, Integer.MAX_VALUE));
    }
}
