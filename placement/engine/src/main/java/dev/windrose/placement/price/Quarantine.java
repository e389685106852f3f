package dev.windrose.placement.price;

/**
 * Why a price is not used as its source says it.
 *
 * @param why for people, with the values, and how to mend it
 */
public record Quarantine(Cause cause, String why) {
    /** The guard that caught it. */
    public enum Cause {
        /** Spot is never as dear as on demand: the spot price counts as unknown. */
        SPOT_NOT_BELOW_ON_DEMAND,
        /** A second source says something else: the higher of the two is used. */
        SOURCES_DISAGREE,
        /** More than doubled or halved in one refresh: the price before is used until it is confirmed. */
        JUMP_HELD
    }
}
