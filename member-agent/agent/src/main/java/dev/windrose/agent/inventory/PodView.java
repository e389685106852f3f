package dev.windrose.agent.inventory;

import dev.windrose.placement.inventory.PodFacts;

/**
 * A pod as the agent remembers it.
 *
 * @param workloadUid empty for a pod of others
 * @param part the Deployment it belongs to; empty where the pod does not say
 * @param ready whether it may be sent requests; false once it is being deleted
 * @param address {@code ip:port}; empty while it has none
 * @param problem why it does not get ready; empty when there is nothing to say
 */
public record PodView(PodFacts facts, String workloadUid, String part, boolean ready, String address, String problem) {}
