package dev.windrose.placement.provisioning;

import java.time.Instant;
import java.util.Optional;

/**
 * A member's autoscaler was refused nodes.
 *
 * @param cause why, as far as the provider's code tells
 * @param name node group or NodePool
 * @param instanceType empty when the autoscaler does not say
 * @param zone empty when it does not say, or any
 * @param tier {@code spot}, {@code on-demand}, {@code reserved}; empty when it does not say
 * @param code the provider's own, for people
 * @param since when it began, by the member's clock; empty when unsaid
 */
public record ProvisioningSignal(
        Provisioner source,
        Cause cause,
        String name,
        Optional<String> instanceType,
        Optional<String> zone,
        Optional<String> tier,
        String code,
        String message,
        Optional<Instant> since) {

    /** Why nodes were refused. Only {@link #isStockOut()} says something of what the cloud can give. */
    public enum Cause {
        /** The cloud has none left there. */
        CAPACITY,
        /** The account may not have more. */
        QUOTA,
        /** It is not sold there. */
        OFFER,
        /** Credentials or rights. */
        AUTH,
        /** Addresses, subnets. */
        NETWORK,
        /** Too many requests. */
        THROTTLE,
        UNKNOWN;

        /** Whether it says that asking again soon is in vain. */
        public boolean isStockOut() {
            return this == CAPACITY || this == QUOTA || this == OFFER;
        }
    }
}
