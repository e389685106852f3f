package dev.windrose.simulator.cluster;

import dev.windrose.simulator.control.Delays;
import dev.windrose.simulator.data.Pace;
import dev.windrose.simulator.time.Timers;
import java.util.Optional;

/**
 * How a cluster plays.
 *
 * @param delays how long pods take to start and stop
 * @param pace how fast models answer
 * @param journal whether objects survive the process
 * @param timers time to run on; empty: real time. The cluster closes them.
 */
public record Options(Delays delays, Pace pace, boolean journal, Optional<Timers> timers) {
    /** Everything at once, nothing kept. */
    public static Options forTests() {
        return new Options(Delays.NONE, Pace.INSTANT, false, Optional.empty());
    }

    /** As people like to watch it. */
    public static Options demo() {
        return new Options(Delays.DEMO, Pace.DEMO, true, Optional.empty());
    }

    public Options withDelays(Delays other) {
        return new Options(other, pace, journal, timers);
    }

    public Options withPace(Pace other) {
        return new Options(delays, other, journal, timers);
    }

    public Options withJournal() {
        return new Options(delays, pace, true, timers);
    }

    /** For tests that move time themselves. */
    public Options on(Timers other) {
        return new Options(delays, pace, journal, Optional.of(other));
    }
}
