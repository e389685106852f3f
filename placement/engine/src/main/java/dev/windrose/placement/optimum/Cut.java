package dev.windrose.placement.optimum;

/**
 * What packing found out about a place: of replicas with at least so many GPUs each, only so many find their GPUs on one
 * node.
 */
public record Cut(OptionKey option, int leastGpus, int mostReplicas) {}
