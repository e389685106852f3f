package dev.windrose.simulator.data;

import com.fasterxml.jackson.databind.JsonNode;
import dev.windrose.simulator.control.EndpointsController;
import dev.windrose.simulator.json.Json;
import dev.windrose.simulator.world.Kinds;
import dev.windrose.simulator.world.Meta;
import dev.windrose.simulator.world.Pod;
import dev.windrose.simulator.world.Service;
import dev.windrose.simulator.world.World;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Who answers at an address inside a cluster: a pod's address, a Service's cluster address or its name. Services lead to
 * the ready endpoints of their slices, in turn. Immutable but for whose turn it is.
 */
public final class Routes {
    public static final Routes NONE = new Routes(Map.of(), Map.of(), Map.of(), PlayedLoad.NONE);

    private static final Pattern SERVICE_NAME =
            Pattern.compile("([a-z0-9-]+)\\.([a-z0-9-]+)\\.svc(\\.cluster\\.local)?\\.?");

    private final Map<String, Backend> pods;
    private final Map<String, String> addresses;
    private final Map<String, List<Endpoint>> services;
    private final PlayedLoad load;
    private final AtomicInteger turn = new AtomicInteger();

    private record Endpoint(String ip, int port) {}

    /** What came of looking for an address. */
    public sealed interface Answer {
        record Found(Backend backend) implements Answer {}

        /** @param status an HTTP status for a proxy's answer */
        record Refused(int status, String reason) implements Answer {}
    }

    private Routes(
            Map<String, Backend> pods,
            Map<String, String> addresses,
            Map<String, List<Endpoint>> services,
            PlayedLoad load) {
        this.load = load;
        this.pods = pods;
        this.addresses = addresses;
        this.services = services;
    }

    /** @param backends remembers what was made of each pod, over many calls */
    public static Routes of(World world, Backends backends) {
        Map<String, Backend> pods = new HashMap<>();
        for (Pod pod : world.pods()) {
            if (!pod.ip().isEmpty() && !pod.finished()) {
                pods.put(pod.ip(), backends.of(pod));
            }
        }
        backends.bound(pods.values());
        Map<String, List<Meta>> slices = new HashMap<>();
        for (Meta slice : world.metas(Kinds.ENDPOINT_SLICES)) {
            String service = slice.labels().getOrDefault(EndpointsController.SERVICE_LABEL, "");
            slices.computeIfAbsent(slice.namespace() + "/" + service, _ -> new ArrayList<>())
                    .add(slice);
        }
        Map<String, String> addresses = new HashMap<>();
        Map<String, List<Endpoint>> services = new HashMap<>();
        for (Service service : world.services()) {
            String id = service.meta().namespace() + "/" + service.meta().name();
            if (!service.headless() && !service.clusterIp().isEmpty()) {
                addresses.put(service.clusterIp(), id);
            }
            for (Service.Port port : service.ports()) {
                services.put(id + ":" + port.port(), endpoints(slices.getOrDefault(id, List.of()), port.name()));
            }
        }
        return new Routes(pods, addresses, services, PlayedLoad.of(world));
    }

    private static List<Endpoint> endpoints(List<Meta> slices, String portName) {
        Set<Endpoint> found = new HashSet<>();
        List<Endpoint> ordered = new ArrayList<>();
        for (Meta slice : slices) {
            for (JsonNode port : slice.at("ports")) {
                if (!Json.text(port, "name").equals(portName)) {
                    continue;
                }
                for (JsonNode endpoint : slice.at("endpoints")) {
                    Endpoint made = new Endpoint(
                            endpoint.path("addresses").path(0).asText(),
                            port.path("port").asInt());
                    // An absent condition counts as ready (API reference, EndpointConditions).
                    if (Json.at(endpoint, "conditions", "ready").asBoolean(true) && found.add(made)) {
                        ordered.add(made);
                    }
                }
            }
        }
        return ordered;
    }

    /** @param host a pod's or Service's address, or {@code service.namespace.svc[.cluster.local]} */
    public Answer find(String host, int port) {
        Matcher name = SERVICE_NAME.matcher(host);
        @Nullable String service = name.matches() ? name.group(2) + "/" + name.group(1) : addresses.get(host);
        if (service == null) {
            return pod(host, port);
        }
        @Nullable List<Endpoint> endpoints = services.get(service + ":" + port);
        if (endpoints == null) {
            return new Answer.Refused(502, "Service %s has no port %d, or does not exist".formatted(service, port));
        }
        if (endpoints.isEmpty()) {
            return new Answer.Refused(503, "Service %s has no ready endpoint".formatted(service));
        }
        Endpoint next = endpoints.get(Math.floorMod(turn.getAndIncrement(), endpoints.size()));
        return pod(next.ip(), next.port());
    }

    private Answer pod(String ip, int port) {
        @Nullable Backend backend = pods.get(ip);
        if (backend == null) {
            return new Answer.Refused(502, "No pod or Service of this cluster has the address " + ip);
        }
        if (!backend.ready()) {
            return new Answer.Refused(502, "Connection refused: pod %s is not ready".formatted(backend.name()));
        }
        if (!backend.listensOn(port)) {
            return new Answer.Refused(
                    502, "Connection refused: pod %s listens on %s".formatted(backend.name(), backend.ports()));
        }
        return new Answer.Found(backend);
    }

    PlayedLoad load() {
        return load;
    }

    /** Uids of pods that still answer. */
    Set<String> serving() {
        Set<String> uids = new HashSet<>();
        pods.values().forEach(backend -> uids.add(backend.uid()));
        return uids;
    }
}
