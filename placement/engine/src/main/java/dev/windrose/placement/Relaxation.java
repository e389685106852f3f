package dev.windrose.placement;

/**
 * One constraint of a workload made weaker, everything else as it is.
 *
 * @param what the field, as the manifest names it
 * @param from what it says, and {@code to} what it would say; empty: left out
 * @param step relaxations of one field in order: a later one is tried only when the earlier did not help
 */
public record Relaxation(String what, String from, String to, int step, WorkloadDemand demand) {}
