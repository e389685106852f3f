package dev.windrose.placement.fit;

import java.util.Locale;

/** How fast one replica answers. */
public sealed interface SpeedEstimate {
    /** How an estimate came about, the surest first. */
    enum Provenance {
        /** The same was measured. */
        MEASURED,
        /** Between two measurements. */
        INTERPOLATED,
        /** From the data sheet of the GPU and the model's size. */
        ROOFLINE
    }

    /**
     * An estimate for a traffic.
     *
     * @param tokensPerSecond answer tokens of all requests of the replica
     * @param ttftMillis until the first token of an answer, waiting included
     * @param tpotMillis between two tokens of one answer
     * @param plusMinusPercent how far off each figure may be
     * @param source what was measured, or whose data sheet
     */
    record Known(
            double tokensPerSecond,
            double ttftMillis,
            double tpotMillis,
            int plusMinusPercent,
            Provenance provenance,
            String source,
            Traffic traffic)
            implements SpeedEstimate {
        public Known {
            if (!(tokensPerSecond > 0 && ttftMillis > 0 && tpotMillis > 0) || Double.isInfinite(tokensPerSecond)) {
                throw new IllegalArgumentException("%s tokens/s, %s ms and %s ms are no speed."
                        .formatted(tokensPerSecond, ttftMillis, tpotMillis));
            }
        }

        /** {@code 412 ms and 23 ms (+/- 35 %, roofline, 16 at once, 1024 prompt and 256 answer tokens)}. */
        public String text() {
            return Math.round(ttftMillis) + " ms and " + Math.round(tpotMillis) + " ms (+/- " + plusMinusPercent
                    + " %, " + provenance.name().toLowerCase(Locale.ROOT) + ", " + traffic.text() + ")";
        }
    }

    /** @param why and what would help */
    record Unknown(String why) implements SpeedEstimate {}
}
