package dev.windrose.placement.optimum;

import java.util.Optional;

/** Says where a class may run and how; pure. */
@FunctionalInterface
public interface Eligible {
    /** Empty: not there. */
    Optional<Fit> fit(WorkloadClass workloads, FleetOption option);
}
