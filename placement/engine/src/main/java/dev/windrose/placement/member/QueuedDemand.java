package dev.windrose.placement.member;

/**
 * Units that pods without a node ask for. They hold nothing, and will be served first.
 *
 * @param ours by pods of Windrose
 * @param foreign by all other pods
 */
public record QueuedDemand(String resource, int ours, int foreign) {}
