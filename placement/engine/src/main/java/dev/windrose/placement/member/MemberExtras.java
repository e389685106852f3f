package dev.windrose.placement.member;

import dev.windrose.placement.provisioning.Provisioning;
import java.util.List;

/** What is known of a member beside its nodes. Nothing of it is free capacity. */
public record MemberExtras(Provisioning provisioning, List<SharedDevices> shared, List<QueuedDemand> queued) {
    public static final MemberExtras NONE = new MemberExtras(Provisioning.NONE, List.of(), List.of());

    public MemberExtras {
        shared = List.copyOf(shared);
        queued = List.copyOf(queued);
    }
}
