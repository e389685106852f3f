package dev.windrose.placement.fit;

import java.util.OptionalInt;

/**
 * How fast answers must come.
 *
 * @param ttftMillis most until the first token
 * @param tpotMillis most between two tokens of one answer
 */
public record Slo(OptionalInt ttftMillis, OptionalInt tpotMillis) {
    /** Anything goes. */
    public static final Slo NONE = new Slo(OptionalInt.empty(), OptionalInt.empty());

    public Slo {
        if (ttftMillis.orElse(1) < 1 || tpotMillis.orElse(1) < 1) {
            throw new IllegalArgumentException("Targets of time must be at least 1 ms.");
        }
    }

    /** Whether an estimate meets the targets. */
    public enum Verdict {
        /** Even the slow end of the estimate does; so does everything without a target. */
        YES,
        /** The target lies within the estimate's uncertainty, or there is no estimate. */
        UNSURE,
        /** Even the fast end of the estimate does not. */
        NO
    }

    public boolean asks() {
        return ttftMillis.isPresent() || tpotMillis.isPresent();
    }

    /** {@code at most 500 ms to the first token and 40 ms between tokens are wanted}. */
    public String text() {
        String first = ttftMillis.isPresent() ? ttftMillis.getAsInt() + " ms to the first token" : "";
        String next = tpotMillis.isPresent() ? tpotMillis.getAsInt() + " ms between tokens" : "";
        return "at most " + first + (first.isEmpty() || next.isEmpty() ? "" : " and ") + next + " are wanted";
    }

    public Verdict judge(SpeedEstimate estimate) {
        return switch (estimate) {
            case SpeedEstimate.Unknown _ -> asks() ? Verdict.UNSURE : Verdict.YES;
            case SpeedEstimate.Known known -> {
                Verdict first = judge(known.ttftMillis(), known.plusMinusPercent(), ttftMillis);
                Verdict next = judge(known.tpotMillis(), known.plusMinusPercent(), tpotMillis);
                yield first.compareTo(next) >= 0 ? first : next;
            }
        };
    }

    private static Verdict judge(double millis, int plusMinusPercent, OptionalInt target) {
        if (target.isEmpty()) {
            return Verdict.YES;
        }
        double margin = plusMinusPercent / 100.0;
        if (millis * (1 + margin) <= target.getAsInt()) {
            return Verdict.YES;
        }
        return millis * (1 - margin) > target.getAsInt() ? Verdict.NO : Verdict.UNSURE;
    }
}
