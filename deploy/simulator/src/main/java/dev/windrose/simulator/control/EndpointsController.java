package dev.windrose.simulator.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.kubeapi.store.ObjectKey;
import dev.windrose.simulator.json.Json;
import dev.windrose.simulator.world.Kinds;
import dev.windrose.simulator.world.Meta;
import dev.windrose.simulator.world.Pod;
import dev.windrose.simulator.world.Seen;
import dev.windrose.simulator.world.Service;
import dev.windrose.simulator.world.Templates;
import dev.windrose.simulator.world.World;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the EndpointSlices of Services with a selector (pkg/controller/endpointslice): up to 100 endpoints a slice,
 * pods of different port numbers behind one named port in slices of their own, a pod on its way out serving but not
 * ready.
 */
public final class EndpointsController implements Controller {
    public static final String SERVICE_LABEL = "kubernetes.io/service-name";
    private static final String MANAGED_BY = "endpointslice.kubernetes.io/managed-by";
    private static final String MANAGER = "endpointslice-controller.k8s.io";
    private static final int PER_SLICE = 100;
    private static final int HASH = 5;

    private final Settled settled = new Settled();

    @Override
    public void decide(World world, Pass pass) {
        Map<String, List<Meta>> slices = new HashMap<>();
        for (Meta slice : world.metas(Kinds.ENDPOINT_SLICES)) {
            if (MANAGER.equals(slice.labels().get(MANAGED_BY)) && !slice.deleting()) {
                slices.computeIfAbsent(slice.controllerUid(), _ -> new ArrayList<>())
                        .add(slice);
            }
        }
        PodIndex pods = PodIndex.of(world);
        List<Service> services = world.services();
        settled.bound(services.size(), pass.now());
        for (Service service : services) {
            if (service.selector().isEmpty() || service.meta().deleting()) {
                continue;
            }
            List<Pod> chosen =
                    pods.candidates(service).stream().filter(service::selects).toList();
            List<Meta> existing = slices.getOrDefault(service.meta().uid(), List.of());
            var state = Settled.State.of(
                    service.meta(),
                    chosen,
                    existing.stream().map(Seen.Other::new).toList());
            if (settled.holds(service.meta().key(), state, pass.now())) {
                continue;
            }
            int before = pass.wishes();
            reconcile(world, service, chosen, existing, pass);
            if (pass.wishes() == before) {
                settled.keep(service.meta().key(), state, pass.now());
            }
        }
    }

    /** Pods by the labels that Services ask for first: with hundreds of both, each Service looks at its own few. */
    private record PodIndex(Map<String, List<Pod>> pods) {
        static PodIndex of(World world) {
            Set<String> asked = new HashSet<>();
            for (Service service : world.services()) {
                service.selector().keySet().stream()
                        .min(Comparator.naturalOrder())
                        .ifPresent(asked::add);
            }
            Map<String, List<Pod>> pods = new HashMap<>();
            for (Pod pod : world.pods()) {
                if (pod.ip().isEmpty() || pod.finished()) {
                    continue;
                }
                pod.meta().labels().forEach((label, value) -> {
                    if (asked.contains(label)) {
                        pods.computeIfAbsent(key(pod.meta().namespace(), label, value), _ -> new ArrayList<>())
                                .add(pod);
                    }
                });
            }
            return new PodIndex(pods);
        }

        List<Pod> candidates(Service service) {
            String label = Collections.min(service.selector().keySet());
            String value = Objects.requireNonNull(service.selector().get(label));
            return pods.getOrDefault(key(service.meta().namespace(), label, value), List.of());
        }

        private static String key(String namespace, String label, String value) {
            return namespace + '\n' + label + '\n' + value;
        }
    }

    private static void reconcile(World world, Service service, List<Pod> pods, List<Meta> existing, Pass pass) {
        Map<String, Meta> byName = new LinkedHashMap<>();
        existing.forEach(slice -> byName.put(slice.name(), slice));
        for (ObjectNode wanted : wanted(world, service, pods)) {
            String name = Json.text(wanted, "metadata", "name");
            @Nullable Meta found = byName.remove(name);
            if (found == null) {
                pass.add(new Action.Create(
                        new ObjectKey(Kinds.ENDPOINT_SLICES, service.meta().namespace(), name), wanted));
            } else if (!found.at("endpoints").equals(wanted.path("endpoints"))
                    || !found.at("ports").equals(wanted.path("ports"))) {
                ObjectNode changed = Edit.with(found.object(), "endpoints", wanted.path("endpoints"));
                pass.add(Action.update(found, Edit.with(changed, "ports", wanted.path("ports"))));
            }
        }
        byName.values().forEach(slice -> pass.add(Action.delete(slice)));
    }

    private static List<ObjectNode> wanted(World world, Service service, List<Pod> pods) {
        Map<ArrayNode, List<Pod>> byPorts = new LinkedHashMap<>();
        for (Pod pod : pods) {
            byPorts.computeIfAbsent(ports(service, pod), _ -> new ArrayList<>()).add(pod);
        }
        if (byPorts.isEmpty()) {
            byPorts.put(Json.array(), List.of());
        }
        List<ObjectNode> slices = new ArrayList<>();
        byPorts.forEach((ports, group) -> {
            for (int from = 0; from == 0 || from < group.size(); from += PER_SLICE) {
                List<Pod> part = group.subList(from, Math.min(group.size(), from + PER_SLICE));
                slices.add(slice(world, service, ports, part, slices.size()));
            }
        });
        return slices;
    }

    private static ObjectNode slice(World world, Service service, ArrayNode ports, List<Pod> pods, int index) {
        Meta meta = service.meta();
        ObjectNode slice =
                Json.object().put("apiVersion", "discovery.k8s.io/v1").put("kind", "EndpointSlice");
        ObjectNode metadata = slice.putObject("metadata");
        metadata.put("name", meta.name() + "-" + Templates.shortHash(meta.uid() + "/" + index, HASH));
        metadata.put("generateName", meta.name() + "-");
        metadata.put("namespace", meta.namespace());
        metadata.put("generation", 1);
        ObjectNode labels = metadata.putObject("labels");
        meta.labels().forEach(labels::put);
        labels.put(SERVICE_LABEL, meta.name());
        labels.put(MANAGED_BY, MANAGER);
        if (service.headless()) {
            labels.put("service.kubernetes.io/headless", "");
        }
        metadata.putArray("ownerReferences").add(Edit.ownerReference(meta, "v1", "Service"));
        slice.put("addressType", "IPv4");
        ArrayNode endpoints = slice.putArray("endpoints");
        pods.forEach(pod -> endpoints.add(endpoint(world, service, pod)));
        slice.set("ports", ports);
        return slice;
    }

    private static ObjectNode endpoint(World world, Service service, Pod pod) {
        ObjectNode endpoint = Json.object();
        endpoint.putArray("addresses").add(pod.ip());
        ObjectNode conditions = endpoint.putObject("conditions");
        boolean leaving = pod.meta().deleting();
        conditions.put("ready", service.publishNotReady() || pod.ready() && !leaving);
        conditions.put("serving", pod.ready());
        conditions.put("terminating", leaving);
        endpoint.put("nodeName", pod.nodeName());
        ObjectNode target = endpoint.putObject("targetRef");
        target.put("kind", "Pod");
        target.put("name", pod.meta().name());
        target.put("namespace", pod.meta().namespace());
        target.put("uid", pod.meta().uid());
        world.node(pod.nodeName())
                .map(node -> node.meta().labels().get("topology.kubernetes.io/zone"))
                .ifPresent(zone -> endpoint.put("zone", zone));
        return endpoint;
    }

    /** The Service's ports as numbers on this pod; a name that no container has leaves its port out. */
    private static ArrayNode ports(Service service, Pod pod) {
        ArrayNode ports = Json.array();
        for (Service.Port port : service.ports()) {
            int number = resolve(port, pod);
            if (number > 0) {
                ObjectNode made = ports.addObject();
                made.put("name", port.name());
                made.put("port", number);
                made.put("protocol", port.protocol());
                if (!port.appProtocol().isEmpty()) {
                    made.put("appProtocol", port.appProtocol());
                }
            }
        }
        return ports;
    }

    private static int resolve(Service.Port port, Pod pod) {
        if (port.target().chars().allMatch(Character::isDigit)) {
            return Integer.parseInt(port.target());
        }
        for (JsonNode container : pod.meta().at("spec", "containers")) {
            for (JsonNode declared : container.path("ports")) {
                if (Json.text(declared, "name").equals(port.target())) {
                    return declared.path("containerPort").asInt();
                }
            }
        }
        return 0;
    }
}
