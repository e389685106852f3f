package dev.windrose.placement.calm;

/** Why a workload moves, or stays. The names are part of the API. */
public enum MoveReason {
    /** It cannot stay; no other rule is asked. */
    EMERGENCY(true),
    /** What it saves until the horizon is more than what moving costs. */
    SAVES_OVER_HORIZON(true),
    /** Each hour saves little, but staying has cost more than moving would. */
    REGRET(true),
    /** Whatever it costs: somebody of at least its priority waits for the place, and it has others. */
    MAKES_ROOM(true),

    /** A price is not known: nothing moves on a guess. */
    PRICE_UNKNOWN(false),
    NOT_CHEAPER(false),
    /** Cheaper, but by less than is worth a move, and not for long enough yet. */
    SAVING_TOO_SMALL(false),
    /** It will not be needed long enough to earn the move back. */
    MOVING_COSTS_MORE(false),
    /** It came here too recently. */
    DWELL(false),
    FROZEN(false),
    WORKLOAD_BUDGET(false),
    FLEET_BUDGET(false),
    /** The saving was said by one refresh of prices only. */
    ONE_REFRESH(false),
    /** Old and new would run side by side, and the other place has no GPUs free for that. */
    NO_ROOM(false),
    /** A limit of the workload, or a budget, does not let it in there. */
    LIMITED(false),
    /** Something else is going on with it: replicas come, go, or change. */
    UNSETTLED(false),
    /** Somebody paused it. */
    PAUSED(false);

    private final boolean moves;

    MoveReason(boolean moves) {
        this.moves = moves;
    }

    public boolean moves() {
        return moves;
    }
}
