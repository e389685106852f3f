package dev.windrose.placement.dra;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;

/**
 * What of a ResourceClaim counts: which devices it holds, and for whom.
 *
 * @param holdings {@code status.allocation.devices.results}; none while nothing is allocated
 * @param pods names of the pods it is reserved for, in its namespace; none when it holds devices that nobody uses (yet)
 * @param forExtendedResource made by the scheduler for a pod that asked by extended resource
 */
public record ClaimFacts(
        String namespace, String name, List<Holding> holdings, List<String> pods, boolean forExtendedResource) {

    /**
     * One allocated device.
     *
     * @param adminAccess looks on without taking it from anybody
     * @param consumed amounts of a device that several claims share
     */
    public record Holding(
            String driver, String pool, String device, boolean adminAccess, Map<String, BigDecimal> consumed) {
        public Holding {
            consumed = Map.copyOf(consumed);
        }
    }

    public ClaimFacts {
        holdings = List.copyOf(holdings);
        pods = List.copyOf(pods);
    }
}
