package dev.windrose.agent.scaling;

import dev.windrose.agent.scaling.LoadReader.Pod;
import dev.windrose.agent.scaling.LoadReader.Told;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.OptionalDouble;

/** From counters to what they count in a second, by pod. A counter that went back began anew: unknown this time. */
final class Rates {
    /** Two readings that are closer tell nothing. */
    private static final double SHORTEST_SECONDS = 1;

    private record Reading(double tokens, long nanos) {}

    private final Map<Pod, Reading> last = new HashMap<>();

    /** The same with tokens a second instead of tokens. */
    EngineLoad of(Pod pod, Told answer) {
        EngineLoad told = answer.load();
        if (told.tokens().isEmpty()) {
            last.remove(pod);
            return told;
        }
        double tokens = told.tokens().getAsDouble();
        Reading before = last.put(pod, new Reading(tokens, answer.nanos()));
        if (before == null || tokens < before.tokens()) {
            return new EngineLoad(told.requests(), OptionalDouble.empty());
        }
        double seconds = (answer.nanos() - before.nanos()) / 1e9;
        return new EngineLoad(
                told.requests(),
                seconds < SHORTEST_SECONDS
                        ? OptionalDouble.empty()
                        : OptionalDouble.of((tokens - before.tokens()) / seconds));
    }

    void keepOnly(Collection<Pod> pods) {
        last.keySet().retainAll(new HashSet<>(pods));
    }
}
