package dev.windrose.local.state;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How far the fleet is, as its supervisor last said.
 *
 * @param phase where it stands
 * @param message for {@link Phase#FAILED}: what and how to mend it
 * @param options what it was started with
 */
public record FleetState(Phase phase, String message, Options options) {
    /** Steps of a supervisor's life. */
    public enum Phase {
        STARTING,
        READY,
        FAILED,
        STOPPED
    }

    /**
     * What a person chose for this run.
     *
     * @param clusters how many clusters to simulate; null: all of the demo fleet
     * @param prices a price file; null: the built-in book
     * @param fleet the description of simulated clusters; null: the demo fleet
     * @param demo whether the demo's objects are applied
     */
    public record Options(
            @Nullable Integer clusters,
            @Nullable String prices,
            @Nullable String fleet,
            boolean demo) {}

    public static Optional<FleetState> read(FleetPaths paths) throws IOException {
        return Json.read(file(paths), FleetState.class);
    }

    public void write(FleetPaths paths) throws IOException {
        Json.write(file(paths), this);
    }

    private static Path file(FleetPaths paths) {
        return paths.run().resolve("fleet.state");
    }
}
