package dev.windrose.placement.provisioning;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * So much more a member's autoscaler may provision of one thing. A chance: whether the cloud has it shows only when it
 * is asked.
 *
 * @param name node group, NodePool or quota
 * @param unit {@code nodes}, or the extended resource that is counted
 * @param upTo at most so many more; empty when unknown
 * @param arriving nodes that were asked for and are not there yet; part of nothing else. Nodes whose GPUs do not come up
 *     ({@code resourceUnready}) are not among them
 * @param why it is unknown or less than the limits say; empty otherwise
 */
public record Headroom(
        Provisioner source,
        String name,
        String unit,
        OptionalLong upTo,
        int arriving,
        Optional<String> instanceType,
        Optional<String> zone,
        Optional<String> tier,
        String why) {
    public static final String NODES = "nodes";

    public Headroom {
        if (upTo.isPresent() && upTo.getAsLong() < 0 || arriving < 0) {
            throw new IllegalArgumentException(
                    "Headroom of %s (%s, arriving %d) must not be negative.".formatted(name, upTo, arriving));
        }
        if (upTo.isEmpty() && why.isBlank()) {
            throw new IllegalArgumentException("Headroom of %s is unknown, and must say why.".formatted(name));
        }
    }

    static Headroom unknown(Provisioner source, String name, String unit, String why) {
        return new Headroom(
                source, name, unit, OptionalLong.empty(), 0, Optional.empty(), Optional.empty(), Optional.empty(), why);
    }
}
