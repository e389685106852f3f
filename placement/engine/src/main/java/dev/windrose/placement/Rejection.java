package dev.windrose.placement;

/** Why something is not possible, with values. */
record Rejection(Reason reason, String detail) {}
