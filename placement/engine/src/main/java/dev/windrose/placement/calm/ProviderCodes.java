package dev.windrose.placement.calm;

import static java.util.Map.entry;

import dev.windrose.placement.inventory.CapacityTier;
import java.util.Locale;
import java.util.Map;

/**
 * Error codes of clouds and what they mean. The codes are those that Karpenter's providers for AWS and Azure, the Cluster
 * Autoscaler (OCI) and SkyPilot's handlers (GCP) look for. They lump quota, offer and network into "insufficient
 * capacity"; here they are told apart, for each mends itself at another time.
 */
public final class ProviderCodes {
    private static final Map<String, StockoutCause> CODES = Map.ofEntries(
            entry("insufficientinstancecapacity", StockoutCause.CAPACITY),
            entry("unfulfillablecapacity", StockoutCause.CAPACITY),
            entry("reservationcapacityexceeded", StockoutCause.CAPACITY),
            entry("maxspotinstancecountexceeded", StockoutCause.QUOTA),
            entry("vcpulimitexceeded", StockoutCause.QUOTA),
            entry("maxfleetcountexceeded", StockoutCause.QUOTA),
            entry("unsupported", StockoutCause.OFFER),
            entry("insufficientfreeaddressesinsubnet", StockoutCause.NETWORK),
            entry("requestlimitexceeded", StockoutCause.THROTTLE),
            entry("unauthorizedoperation", StockoutCause.AUTH),
            entry("allocationfailed", StockoutCause.CAPACITY),
            entry("zonalallocationfailed", StockoutCause.CAPACITY),
            entry("overconstrainedallocationrequest", StockoutCause.CAPACITY),
            entry("overconstrainedzonalallocationrequest", StockoutCause.CAPACITY),
            entry("skunotavailable", StockoutCause.OFFER),
            entry("zone_resource_pool_exhausted", StockoutCause.CAPACITY),
            entry("zone_resource_pool_exhausted_with_details", StockoutCause.CAPACITY),
            entry("resource_exhausted", StockoutCause.CAPACITY),
            entry("vm_min_count_not_reached", StockoutCause.CAPACITY),
            entry("resource_not_ready", StockoutCause.UNKNOWN),
            entry("quota_exceeded", StockoutCause.QUOTA),
            entry("unsupported_operation", StockoutCause.OFFER),
            entry("out of host capacity", StockoutCause.CAPACITY),
            entry("limitexceeded", StockoutCause.QUOTA));

    private ProviderCodes() {}

    /**
     * What a refusal means; {@link StockoutCause#UNKNOWN} for a code that is not known.
     *
     * @param code as the cloud gives it; upper and lower case are the same
     * @param message what it says beside; tells Azure's OperationNotAllowed for a quota from the rest of it
     * @param tier of the machine that was asked for
     */
    public static StockoutCause cause(String code, String message, CapacityTier tier) {
        String known = code.strip().toLowerCase(Locale.ROOT);
        if (known.equals("operationnotallowed")) {
            return message.toLowerCase(Locale.ROOT).contains("quota") ? StockoutCause.QUOTA : StockoutCause.UNKNOWN;
        }
        StockoutCause cause = CODES.getOrDefault(known, StockoutCause.UNKNOWN);
        return cause == StockoutCause.CAPACITY && tier == CapacityTier.SPOT ? StockoutCause.SPOT_CAPACITY : cause;
    }
}
