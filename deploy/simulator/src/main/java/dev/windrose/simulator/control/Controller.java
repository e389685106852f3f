package dev.windrose.simulator.control;

import dev.windrose.simulator.world.World;

/** One concern of a cluster's control plane. */
@FunctionalInterface
public interface Controller {
    /** Adds to the pass what this concern wants written, and when it wants to be asked again. */
    void decide(World world, Pass pass);
}
