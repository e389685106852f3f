package dev.windrose.placement.scaling;

import java.util.OptionalDouble;

/**
 * How many replicas there shall be, and why.
 *
 * @param state to decide from the next time; its {@code wanted} is the answer
 * @param load what the pods that answered carry together; empty when none did
 * @param perReplica the mean of those; empty when none did
 * @param wish what this load alone asks for, within min and max
 * @param message for people, with the figures
 */
public record ScalingDecision(
        ScalingState state,
        ScalingReason reason,
        OptionalDouble load,
        OptionalDouble perReplica,
        int wish,
        String message) {
    public int replicas() {
        return state.wanted();
    }
}
