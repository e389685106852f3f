package dev.windrose.placement.proof;

import dev.windrose.placement.optimum.Fit;
import dev.windrose.placement.optimum.FleetOption;

/** Where a class may run, and how. */
record Place(FleetOption option, Fit fit) {
    /** Thousandths of a replica that one replica there counts as. */
    long throughput() {
        return (long) Math.floor(fit.throughput() * 1000);
    }

    /** Millionths of a dollar per hour. */
    long cost() {
        return option.marginal().micros() * fit.gpus() + fit.penalty().micros();
    }

    long allocated() {
        return option.allocated().micros() * fit.gpus();
    }
}
