package dev.windrose.placement.scaling;

import java.time.Instant;

/** The load of a workload's replicas in one place, as that place told it. */
public sealed interface PlaceLoad {
    /** Of the place, for people. */
    String place();

    /**
     * What its pods said.
     *
     * @param at when, by the clock of whoever decides
     * @param sum the load of the pods that answered, together
     * @param answered how many did
     * @param asked how many were asked: those that serve
     */
    record Told(String place, Instant at, double sum, int answered, int asked) implements PlaceLoad {
        public Told {
            if (!(sum >= 0) || Double.isInfinite(sum)) {
                throw new IllegalArgumentException(
                        "The load (%s) of %s must be a number from zero.".formatted(sum, place));
            }
            if (answered < 0 || asked < answered || (answered == 0 && sum > 0)) {
                throw new IllegalArgumentException(
                        "%d of %d pods of %s cannot have told of a load of %s.".formatted(answered, asked, place, sum));
            }
        }
    }

    /** Nothing is known of it, though replicas may serve there. */
    record Silent(String place, String why) implements PlaceLoad {}
}
