package dev.windrose.local.bench;

import dev.windrose.local.state.FleetPaths;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Something that can be measured. */
public interface Bench {
    /** What it is asked for by. */
    String name();

    /** What it measures, in one line. */
    String about();

    /**
     * Measures. Leaves nothing behind, neither processes nor data.
     *
     * @param ground where and with what
     * @return every figure, met or not
     * @throws dev.windrose.local.state.FleetException when it cannot be measured here
     */
    List<Row> run(Ground ground) throws IOException, InterruptedException;

    /**
     * What a bench is given.
     *
     * @param paths the checkout, and a state folder of its own for the bench to fill
     * @param data a folder with recorded data; empty: none was named
     * @param out for words on the way
     */
    record Ground(FleetPaths paths, Optional<Path> data, PrintStream out) {}
}
