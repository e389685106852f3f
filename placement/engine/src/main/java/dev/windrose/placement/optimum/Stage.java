package dev.windrose.placement.optimum;

/**
 * What is made small, one after the other: what is left unplaced of the highest priority, of the next one given that, and
 * at the end the cost given all of them. Prices are in millionths of a millionth of a dollar; in the stages of coverage
 * one replica unplaced counts as one dollar.
 *
 * @param level the priority of a stage of coverage; {@code levels} for the cost
 * @param levels how many priorities there are
 * @param together whether all priorities up to this one are counted in one sum, a replica of one as thirty of the next
 */
record Stage(int level, int levels, boolean together) {
    private static final long REPLICA = 1_000_000_000_000L;
    private static final long RATIO = 30;
    private static final long MOST_WEIGHT = RATIO * RATIO * RATIO;

    Stage(int level, int levels) {
        this(level, levels, false);
    }

    static Stage cost(int levels) {
        return new Stage(levels, levels);
    }

    /** What is unplaced of all priorities, in replicas of the lowest. */
    static Stage together(int levels) {
        return new Stage(levels - 1, levels, true);
    }

    /** What a replica of that priority counts as, in replicas of this one; bounded, so that prices stay numbers. */
    long weight(int ofLevel) {
        long weight = 1;
        for (int below = level; below > ofLevel && weight < MOST_WEIGHT; below--) {
            weight *= RATIO;
        }
        return weight;
    }

    boolean cost() {
        return level == levels;
    }

    /** Whether classes of that priority matter here: lower ones never stand in the way of higher ones. */
    boolean counts(int ofLevel) {
        return ofLevel <= level;
    }

    /** What leaving a thousandth of a replica of that priority unplaced costs. */
    long unplaced(int ofLevel) {
        if (together) {
            return counts(ofLevel) ? weight(ofLevel) * REPLICA / Model.UNIT : 0;
        }
        return ofLevel == level ? REPLICA / Model.UNIT : 0;
    }

    /** Whether what is unplaced of that priority is limited by a row. */
    boolean limits(int ofLevel) {
        return ofLevel < level && !together;
    }
}
