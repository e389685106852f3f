package dev.windrose.placement.scaling;

/** Why the number of replicas is what it is. */
public enum ScalingReason {
    /** More are needed, for as long as was asked. */
    SCALED_UP,
    /** Fewer do, for as long as was asked. */
    SCALED_DOWN,
    /** The number lay outside min and max. */
    BOUNDS,
    /** The load is what the replicas shall carry. */
    ON_TARGET,
    /** More are needed, but not for long enough yet. */
    WAITING_TO_ADD,
    /** Fewer would do, but not for long enough yet. */
    WAITING_TO_REMOVE,
    /** More are needed than max allows. */
    AT_MAX,
    /** Fewer would do than min allows. */
    AT_MIN,
    /** Fewer would do, but a place where replicas run is silent. */
    PARTLY_SILENT,
    /** Nobody says anything: held. */
    NO_METRICS
}
