package dev.windrose.placement;

/** What a workload waits for before the planner's next step. The names are part of the API. */
public enum WaitingOn {
    NOTHING,
    /** Replicas without a place; the candidates say why. */
    CAPACITY,
    /** Replicas without a place that a budget of the namespace refuses. */
    BUDGET,
    /** New replicas are not observed ready yet. */
    READINESS,
    /** Old replicas drain. */
    DRAIN,
    /** A cluster that holds replicas is silent or stale: they are kept. */
    FRESH_INVENTORY,
    /** A changed spec goes round cluster by cluster. */
    ROLLOUT,
    /** The workload is paused. */
    PAUSED
}
