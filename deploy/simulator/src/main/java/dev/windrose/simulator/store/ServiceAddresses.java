package dev.windrose.simulator.store;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.kubeapi.store.StoreEvent;
import dev.windrose.simulator.json.Json;
import dev.windrose.simulator.world.Kinds;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** Cluster addresses of Services, from 172.31.0.0/16: the lowest free one, as long as its Service lives. */
public final class ServiceAddresses {
    /** The address of the API's own Service. */
    public static final String API = "172.31.0.1";

    private static final int OCTET = 256;
    private static final int LAST = OCTET * OCTET - 2;
    private static final int FIRST = 10;

    private final Set<String> taken = new HashSet<>(Set.of(API));

    /** No address below this number is free. */
    private int from = FIRST;

    /** Hears of every change of the store, in order. */
    public synchronized void observe(StoreEvent event) {
        if (event.key().resource().equals(Kinds.SERVICES)) {
            if (event.type() == StoreEvent.Type.DELETED) {
                taken.remove(Json.text(event.object(), "spec", "clusterIP"));
                from = FIRST;
            } else {
                keep(event.object());
            }
        }
    }

    public synchronized void keep(ObjectNode service) {
        taken.add(Json.text(service, "spec", "clusterIP"));
    }

    /** The Service with an address, when it wants one and names none. */
    synchronized ObjectNode addressed(ObjectNode service) {
        String type = Json.text(service, "spec", "type");
        boolean wants = !type.equals("ExternalName")
                && Json.text(service, "spec", "clusterIP").isEmpty();
        Optional<String> free = wants ? free() : Optional.empty();
        if (free.isEmpty()) {
            return service;
        }
        taken.add(free.get());
        ObjectNode copy = service.deepCopy();
        ObjectNode spec = Json.child(copy, "spec");
        spec.put("clusterIP", free.get());
        spec.putArray("clusterIPs").add(free.get());
        return copy;
    }

    private Optional<String> free() {
        for (int i = from; i < LAST; i++) {
            String address = "172.31." + i / OCTET + "." + i % OCTET;
            if (!taken.contains(address)) {
                from = i;
                return Optional.of(address);
            }
        }
        return Optional.empty();
    }
}
