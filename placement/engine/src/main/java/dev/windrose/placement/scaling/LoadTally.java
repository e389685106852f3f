package dev.windrose.placement.scaling;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What the places said, taken together.
 *
 * @param sum of the pods that answered
 * @param silent the places that said nothing, or nothing new, each with its why
 */
record LoadTally(double sum, int answered, int asked, List<String> silent) {
    static LoadTally of(List<PlaceLoad> loads, Instant now) {
        double sum = 0;
        int answered = 0;
        int asked = 0;
        var silent = new ArrayList<String>();
        for (var load : loads) {
            switch (load) {
                case PlaceLoad.Silent(String place, String why) -> silent.add(place + ": " + why);
                case PlaceLoad.Told told
                when isOld(told.at(), now) -> silent.add("%s: last heard at %s".formatted(told.place(), told.at()));
                case PlaceLoad.Told told -> {
                    sum += told.sum();
                    answered += told.answered();
                    asked += told.asked();
                }
            }
        }
        return new LoadTally(sum, answered, asked, List.copyOf(silent));
    }

    /** A time that lies as far ahead was told before the clock went back. */
    private static boolean isOld(Instant at, Instant now) {
        return at.plus(ReplicaScaler.FRESH).isBefore(now)
                || at.minus(ReplicaScaler.FRESH).isAfter(now);
    }

    double mean() {
        return sum / answered;
    }

    /**
     * The load if more might be needed: pods that did not answer carry what the others do on average, once half of
     * them answered; before, what is known for sure is the least that there is.
     */
    double atMost() {
        return 2L * answered >= asked ? sum + (asked - answered) * mean() : sum;
    }

    /** The load if fewer might do: pods that did not answer carry all that they shall. */
    double atLeast(double target) {
        return sum + (asked - answered) * target;
    }

    String text(ScalingPolicy policy) {
        String missing = answered < asked ? " of %d".formatted(asked) : "";
        String replicas = asked == 1 ? "replica" : "replicas";
        return "%s %s in %d%s %s, %s each where %s is the target"
                .formatted(
                        figure(sum),
                        policy.unit(),
                        answered,
                        missing,
                        replicas,
                        figure(mean()),
                        figure(policy.target()));
    }

    static String figure(double value) {
        String text = String.format(Locale.ROOT, "%.1f", value);
        return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
    }
}
