package dev.windrose.hub.audit;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.api.Names;
import dev.windrose.hub.fleet.FleetKinds;
import dev.windrose.hub.fleet.Json;
import dev.windrose.kubeapi.store.ObjectKey;
import dev.windrose.kubeapi.store.StoredObject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.UUID;

/** One row of the trail. */
public record AuditRow(long number, Instant at, ObjectNode event) {
    /** Padded, so that names sort like numbers. */
    private static final String NAME = "%019d";

    /** Its name as an AuditEvent. */
    public String name() {
        return String.format(Locale.ROOT, NAME, number);
    }

    /** The number in a name; -1 when it is no AuditEvent's name. */
    public static long number(String name) {
        return name.matches("[0-9]{19}") ? Long.parseLong(name) : -1;
    }

    /** As {@code AuditEvent.spec}. */
    public ObjectNode spec() {
        var spec = Json.MAPPER.createObjectNode();
        spec.put("time", at.truncatedTo(ChronoUnit.MICROS).toString());
        spec.setAll(event);
        return spec;
    }

    StoredObject stored() {
        return StoredObject.of(new ObjectKey(FleetKinds.AUDIT_EVENTS, "", name()), number, object());
    }

    /** As an AuditEvent. */
    public ObjectNode object() {
        var object = Json.MAPPER.createObjectNode();
        object.put("apiVersion", Names.API_VERSION).put("kind", "AuditEvent");
        object.putObject("metadata")
                .put("name", name())
                .put(
                        "uid",
                        UUID.nameUUIDFromBytes(name().getBytes(StandardCharsets.UTF_8))
                                .toString())
                .put("creationTimestamp", at.truncatedTo(ChronoUnit.SECONDS).toString())
                .put("resourceVersion", Long.toString(number));
        object.set("spec", spec());
        return object;
    }
}
