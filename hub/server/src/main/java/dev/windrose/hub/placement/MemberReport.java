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
 * @param autoscaler the member's autoscaler that sets the replicas; empty where they are held to the plan
 * @param desired replicas that the member's object asks for
 */
public record MemberReport(int ready, long generation, String service, String message, String autoscaler, int desired) {
    /** Of replicas that are held to the plan. */
    public MemberReport(int ready, long generation, String service, String message) {
        this(ready, generation, service, message, "", 0);
    }

    boolean isAutoscaled() {
        return !autoscaler.isEmpty();
    }

    /** What the planner goes by: as many as are planned once all that a member's autoscaler wants are ready. */
    int counted(Assignment assignment) {
        return isAutoscaled() && desired > 0 && ready >= desired ? Math.max(ready, assignment.replicas()) : ready;
    }

    /** The assignment with as many replicas as there are to be: a member's autoscaler has the last word on its own. */
    Assignment asItIs(Assignment assignment) {
        return isAutoscaled() && desired > 0
                ? new Assignment(
                        assignment.key(),
                        desired,
                        assignment.phase(),
                        assignment.generation(),
                        assignment.since(),
                        assignment.version())
                : assignment;
    }

    /** @param since the section's generation from which on the assignment's object has its present content */
    static MemberReport of(WorkloadStatus status, Optional<String> refusal, Assignment assignment, Generation since) {
        var replicas = status.replicas();
        var settled = (!status.autoscaler().isEmpty() || replicas.desired() == assignment.replicas())
                && replicas.updated() >= replicas.desired()
                && !status.observed().isOlderThan(since)
                && refusal.isEmpty();
        return new MemberReport(
                replicas.ready(),
                settled ? assignment.generation() : 0,
                status.endpoints().service(),
                refusal.orElse(status.message()),
                status.autoscaler(),
                replicas.desired());
    }
}
