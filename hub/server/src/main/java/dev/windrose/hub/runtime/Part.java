package dev.windrose.hub.runtime;

import dev.windrose.api.InferenceWorkloadSpec;
import dev.windrose.placement.Assignment;

/**
 * What a runtime is asked to turn into objects: one assignment, with the spec of the generation it runs.
 *
 * @param surge whether free GPUs of the shape hold one more replica, so that a rollout may add before it removes
 */
public record Part(String namespace, String name, InferenceWorkloadSpec spec, Assignment assignment, boolean surge) {}
