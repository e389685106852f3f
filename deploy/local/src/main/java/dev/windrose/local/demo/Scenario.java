package dev.windrose.local.demo;

import dev.windrose.local.state.FleetPaths;
import dev.windrose.local.up.Progress;
import java.io.IOException;
import java.util.List;

/** A story that is played in the running fleet. */
public interface Scenario {
    String name();

    /** What happens and what must come of it, in one line. */
    String about();

    /**
     * Plays it and tells what happens as it happens. Takes away what it made.
     *
     * @return what of the outcome was not reached; empty when all was
     */
    List<String> play(FleetPaths paths, Progress progress) throws IOException, InterruptedException;
}
