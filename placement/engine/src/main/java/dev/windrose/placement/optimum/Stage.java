package dev.windrose.placement.optimum;

/**
 * What is made small, one after the other: what is left unplaced of the highest priority, of the next one given that, and
 * at the end the cost given all of them. Prices are in millionths of a millionth of a dollar; in the stages of coverage
 * one replica unplaced counts as one dollar.
 *
 * @param level the priority of a stage of coverage; {@code levels} for the cost
 * @param levels how many priorities there are
 */
record Stage(int level, int levels) {
    private static final long REPLICA = 1_000_000_000_000L;

    static Stage cost(int levels) {
        return new Stage(levels, levels);
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
        return ofLevel == level ? REPLICA / Model.UNIT : 0;
    }

    /** Whether what is unplaced of that priority is limited by a row. */
    boolean limits(int ofLevel) {
        return ofLevel < level;
    }
}
