package dev.windrose.hub.placement;

import dev.windrose.placement.Assignment;
import dev.windrose.protocol.Generation;
import dev.windrose.protocol.WorkloadStatus;
import java.util.Optional;

/**
 * What a member last reported of one assignment.
 *
 * @param generation the workload's generation that the ready replicas run; 0 while a rollout is under way or the member
 *     has not applied the newest objects
 * @param service address inside the member, empty while there is none
 * @param message what hinders it, in the member's words; empty when nothing does
 */
public record MemberReport(int ready, long generation, String service, String message) {

    /** @param since the section's generation from which on the assignment's object has its present content */
    static MemberReport of(WorkloadStatus status, Optional<String> refusal, Assignment assignment, Generation since) {
        var replicas = status.replicas();
        var settled = replicas.desired() == assignment.replicas()
                && replicas.updated() >= replicas.desired()
                && !status.observed().isOlderThan(since)
                && refusal.isEmpty();
        return new MemberReport(
                replicas.ready(),
                settled ? assignment.generation() : 0,
                status.endpoints().service(),
                refusal.orElse(status.message()));
    }
}
