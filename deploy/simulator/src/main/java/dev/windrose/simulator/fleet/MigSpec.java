package dev.windrose.simulator.fleet;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * GPUs of a node that MIG cuts, served with strategy {@code mixed}: each profile under a resource of its own.
 *
 * @param gpus how many of the node's GPUs are cut; zero: none
 * @param slices of a node, by profile ({@code 3g.40gb})
 */
public record MigSpec(int gpus, SortedMap<String, Integer> slices) {
    public static final MigSpec NONE = new MigSpec(0, new TreeMap<>());

    public MigSpec {
        slices = Collections.unmodifiableSortedMap(new TreeMap<>(slices));
    }

    /** The extended resource of a profile. */
    public static String resource(String profile) {
        return "nvidia.com/mig-" + profile;
    }
}
