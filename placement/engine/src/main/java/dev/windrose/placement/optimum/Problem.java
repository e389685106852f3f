package dev.windrose.placement.optimum;

/**
 * Why a fleet cannot be planned, or not as it was asked.
 *
 * @param subject what it is about, such as {@code class chat}
 * @param detail with the value and what may be wrong
 */
public record Problem(Kind kind, String subject, String detail) {
    /** What is wrong. */
    public enum Kind {
        /** The same name twice. */
        TWICE,
        /** Something names what is not there. */
        UNKNOWN_NAME,
        /** Not a number, or infinite. */
        NOT_A_NUMBER,
        /** Below zero. */
        NEGATIVE,
        /** Beyond what any fleet has, see {@link ProblemCheck}; arithmetic stays exact below that. */
        ABSURD,
        /** Two statements that cannot both hold. */
        CONTRADICTORY
    }
}
