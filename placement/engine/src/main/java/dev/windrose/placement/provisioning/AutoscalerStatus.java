package dev.windrose.placement.provisioning;

import dev.windrose.placement.provisioning.AutoscalerFacts.NodeGroup;
import dev.windrose.placement.provisioning.AutoscalerFacts.Status;
import dev.windrose.placement.provisioning.ProvisioningSignal.Cause;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What the cluster-autoscaler could add. Its status is believed for three minutes: it is written with every loop (10 s),
 * so an older one means that nobody adds nodes at present.
 */
final class AutoscalerStatus {
    private static final Duration BELIEVED = Duration.ofMinutes(3);
    private static final String ALL = "cluster-autoscaler";

    private final List<Headroom> headroom = new ArrayList<>();
    private final List<ProvisioningSignal> signals = new ArrayList<>();

    private AutoscalerStatus() {}

    static Provisioning read(AutoscalerFacts facts, Instant now) {
        var reading = new AutoscalerStatus();
        switch (facts) {
            case AutoscalerFacts.Absent() -> {}
            case AutoscalerFacts.Unreadable(String why) -> reading.unknown(why);
            case Status(Optional<Instant> time, List<NodeGroup> groups) -> reading.status(time, groups, now);
        }
        return new Provisioning(reading.headroom, reading.signals, List.of());
    }

    private void unknown(String why) {
        headroom.add(Headroom.unknown(Provisioner.CLUSTER_AUTOSCALER, ALL, Headroom.NODES, why));
    }

    private void status(Optional<Instant> time, List<NodeGroup> groups, Instant now) {
        if (time.isEmpty()) {
            unknown("its status does not say when it was written");
            return;
        }
        if (Duration.between(time.get(), now).abs().compareTo(BELIEVED) > 0) {
            // No number that grows by itself: equal facts make equal reports.
            unknown("its status is older than " + BELIEVED.toMinutes() + " minutes, or of the future."
                    + " Maybe the autoscaler does not run");
            return;
        }
        groups.stream().sorted(Comparator.comparing(NodeGroup::name)).forEach(this::group);
    }

    private void group(NodeGroup group) {
        if (group.target().isEmpty() || group.max().isEmpty()) {
            headroom.add(Headroom.unknown(
                    Provisioner.CLUSTER_AUTOSCALER,
                    group.name(),
                    Headroom.NODES,
                    "target or maximum of the node group does not read"));
            return;
        }
        long more = Math.max(0, (long) group.max().getAsInt() - group.target().getAsInt());
        if (group.scaleUp().equals("Backoff")) {
            backoff(group);
        } else if (group.health().equals("Healthy")) {
            add(group, OptionalLong.of(more), unready(group));
        } else {
            add(group, OptionalLong.empty(), "the node group's health is " + said(group.health()));
        }
    }

    private void backoff(NodeGroup group) {
        Cause cause = ProviderErrors.cause(group.errorCode(), group.errorMessage());
        signals.add(new ProvisioningSignal(
                Provisioner.CLUSTER_AUTOSCALER,
                cause,
                group.name(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                group.errorCode(),
                group.errorMessage(),
                group.since()));
        String why = "backs off: " + said(group.errorCode());
        add(group, cause.isStockOut() ? OptionalLong.of(0) : OptionalLong.empty(), why);
    }

    private void add(NodeGroup group, OptionalLong more, String why) {
        int arriving = Math.max(0, group.starting().orElse(0))
                + Math.max(0, group.unregistered().orElse(0));
        headroom.add(new Headroom(
                Provisioner.CLUSTER_AUTOSCALER,
                group.name(),
                Headroom.NODES,
                more,
                arriving,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                why));
    }

    private static String unready(NodeGroup group) {
        int unready = group.resourceUnready().orElse(0);
        return unready > 0 ? unready + " nodes are up without their GPUs. Maybe the driver fails there" : "";
    }

    private static String said(String text) {
        return text.isEmpty() ? "not said" : text;
    }
}
