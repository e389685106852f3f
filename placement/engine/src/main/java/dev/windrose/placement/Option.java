package dev.windrose.placement;

import java.util.Optional;

/** A place where a workload may run: passed every filter but those that depend on what else is placed. */
record Option(ClusterState cluster, NodeGroup group, AssignmentKey key, Optional<Money> price) {}
