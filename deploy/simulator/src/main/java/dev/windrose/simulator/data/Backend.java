package dev.windrose.simulator.data;

import com.fasterxml.jackson.databind.JsonNode;
import dev.windrose.simulator.world.Pod;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * A pod as the data path sees it.
 *
 * @param ports where its containers listen; empty: nobody said, so everywhere
 * @param created seconds since the epoch, as model lists show it
 */
public record Backend(
        String uid,
        String namespace,
        String name,
        boolean ready,
        Set<Integer> ports,
        Optional<ServedModel> model,
        String created) {
    public Backend {
        ports = Set.copyOf(ports);
    }

    static Backend of(Pod pod) {
        JsonNode spec = pod.meta().at("spec");
        Set<Integer> ports = new HashSet<>();
        for (JsonNode container : spec.path("containers")) {
            container
                    .path("ports")
                    .forEach(port -> ports.add(port.path("containerPort").asInt()));
            int argument = ServedModel.portArgument(container);
            if (argument > 0) {
                ports.add(argument);
            }
        }
        return new Backend(
                pod.meta().uid(),
                pod.meta().namespace(),
                pod.meta().name(),
                pod.ready() && pod.active(),
                ports,
                ServedModel.of(spec),
                pod.meta().created());
    }

    boolean listensOn(int port) {
        return ports.isEmpty() || ports.contains(port);
    }
}
