package dev.windrose.placement.provisioning;

import dev.windrose.placement.provisioning.ProvisioningSignal.Cause;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * What providers' error codes mean: those of karpenter-provider-aws (pkg/errors), karpenter-provider-azure, and of the
 * cluster-autoscaler's providers. A code that is not in the table, and a message that names none, stay unknown: a wrong
 * credential must not look like a region that is sold out.
 */
final class ProviderErrors {
    private static final Map<String, Cause> CODES = new LinkedHashMap<>();

    static {
        put(
                Cause.CAPACITY,
                "InsufficientInstanceCapacity",
                "InsufficientCapacityError",
                "UnfulfillableCapacity",
                "ReservationCapacityExceeded",
                "OverconstrainedZonalAllocationRequest",
                "OverconstrainedAllocationRequest",
                "ZonalAllocationFailed",
                "AllocationFailed",
                "ZONE_RESOURCE_POOL_EXHAUSTED_WITH_DETAILS",
                "ZONE_RESOURCE_POOL_EXHAUSTED",
                "RESOURCE_POOL_EXHAUSTED",
                "RESOURCE_EXHAUSTED",
                "VM_MIN_COUNT_NOT_REACHED",
                "STOCKOUT",
                "OUT_OF_RESOURCES",
                "Out of host capacity");
        put(
                Cause.QUOTA,
                "MaxSpotInstanceCountExceeded",
                "VcpuLimitExceeded",
                "MaxFleetCountExceeded",
                "QUOTA_EXCEEDED",
                "QuotaExceeded",
                "LimitExceeded");
        put(Cause.OFFER, "SKUNotAvailable", "UNSUPPORTED_OPERATION", "Unsupported");
        put(Cause.NETWORK, "InsufficientFreeAddressesInSubnet", "IP_SPACE_EXHAUSTED");
        put(Cause.THROTTLE, "RequestLimitExceeded", "TooManyRequests", "Throttling");
        put(
                Cause.AUTH,
                "UnauthorizedOperation",
                "AuthFailure",
                "AuthorizationFailed",
                "PERMISSIONS_ERROR",
                "PERMISSION_DENIED");
    }

    private ProviderErrors() {}

    private static void put(Cause cause, String... codes) {
        for (String code : codes) {
            CODES.put(code.toLowerCase(Locale.ROOT), cause);
        }
    }

    /** By the code; else by the first known code in the message, as a word of its own. */
    static Cause cause(String code, String message) {
        String key = code.toLowerCase(Locale.ROOT);
        String text = message.toLowerCase(Locale.ROOT);
        Cause known = CODES.get(key);
        // Azure says OperationNotAllowed of many things; with a quota in the text it is one.
        if (key.equals("operationnotallowed") && text.contains("quota")) {
            return Cause.QUOTA;
        }
        // Karpenter puts quotas, offers and addresses under one reason: the text tells which it was.
        Cause inText = CODES.entrySet().stream()
                .filter(entry -> !entry.getKey().equals("insufficientcapacityerror") && hasWord(text, entry.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(Cause.UNKNOWN);
        if (key.equals("insufficientcapacityerror") && inText != Cause.UNKNOWN) {
            return inText;
        }
        return known != null ? known : inText;
    }

    private static boolean hasWord(String text, String word) {
        int at = text.indexOf(word);
        while (at >= 0) {
            int end = at + word.length();
            if ((at == 0 || !isPart(text.charAt(at - 1))) && (end == text.length() || !isPart(text.charAt(end)))) {
                return true;
            }
            at = text.indexOf(word, at + 1);
        }
        return false;
    }

    private static boolean isPart(char c) {
        return Character.isLetterOrDigit(c) || c == '_';
    }
}
