package dev.windrose.simulator.fleet;

/** A taint of every node of a pool; effect is one of NoSchedule, PreferNoSchedule, NoExecute. */
public record TaintSpec(String key, String value, String effect) {}
