package dev.windrose.simulator.world;

/** An object as a control loop sees it. */
public sealed interface Seen permits Seen.Other, Pod, Node, Deployment, ReplicaSet, Service {
    Meta meta();

    /** Kinds of which a loop needs no more than what every object has. */
    record Other(Meta meta) implements Seen {}
}
