package dev.windrose.kubeapi.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.kubeapi.json.Json;
import dev.windrose.kubeapi.status.Cause;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Events: core/v1, and events.k8s.io/v1 as another view of the same objects. The names of fields are those of
 * k8s.io/api/core/v1 and k8s.io/api/events/v1, the rules those of {@code pkg/apis/core/validation/events.go}.
 */
final class EventKinds {
    /** Fields with other names in the newer API, by the older name; all others have the same. */
    private static final Map<String, String> NEWER = Map.of(
            "involvedObject", "regarding",
            "message", "note",
            "source", "deprecatedSource",
            "firstTimestamp", "deprecatedFirstTimestamp",
            "lastTimestamp", "deprecatedLastTimestamp",
            "count", "deprecatedCount",
            "reportingComponent", "reportingController");

    private static final Map<String, String> OLDER = NEWER.entrySet().stream()
            .collect(java.util.stream.Collectors.toUnmodifiableMap(Map.Entry::getValue, Map.Entry::getKey));

    private static final List<String> REFERENCE =
            List.of("kind", "namespace", "name", "uid", "apiVersion", "resourceVersion", "fieldPath");

    /** Once told, an event may only be counted further. */
    private static final List<String> IMMUTABLE = List.of(
            "involvedObject",
            "reason",
            "message",
            "source",
            "firstTimestamp",
            "lastTimestamp",
            "count",
            "type",
            "eventTime",
            "action",
            "related",
            "reportingComponent",
            "reportingInstance");

    private static final int MAX_NOTE = 1024;
    private static final int MAX_NAME = 128;

    private EventKinds() {}

    static ResourceDescriptor core() {
        var builder = ResourceDescriptor.core("", "v1", "Event", "events")
                .shortNames("ev")
                .admission(EventKinds::older)
                .selectableField("source", ".source.component")
                .selectableFields("reason", "reportingComponent", "type");
        REFERENCE.forEach(field -> builder.selectableFields("involvedObject." + field));
        return columns(builder, "involvedObject", "message", "source", "firstTimestamp", "lastTimestamp", "count");
    }

    static ResourceDescriptor newer() {
        var builder = ResourceDescriptor.core("events.k8s.io", "v1", "Event", "events")
                .shortNames("ev")
                .admission(EventKinds::newer)
                .viewOf(new View(core().name(), EventKinds::toOlder, EventKinds::toNewer))
                .selectableFields("reason", "reportingController", "type");
        REFERENCE.forEach(field -> builder.selectableFields("regarding." + field));
        return columns(
                builder,
                "regarding",
                "note",
                "deprecatedSource",
                "deprecatedFirstTimestamp",
                "deprecatedLastTimestamp",
                "deprecatedCount");
    }

    private static ResourceDescriptor columns(
            ResourceDescriptor.Builder builder,
            String object,
            String note,
            String source,
            String first,
            String last,
            String count) {
        return builder.nameLast()
                .column(PrinterColumn.of("Last Seen", "string", 0, (event, now) -> {
                    String seen = firstOf(
                            event, "/series/lastObservedTime", "/" + last, "/eventTime", "/metadata/creationTimestamp");
                    return event.textNode(seen.isEmpty() ? "<unknown>" : Ages.since(seen, now));
                }))
                .column("Type", "string", ".type")
                .column("Reason", "string", ".reason")
                .column(PrinterColumn.text(
                        "Object",
                        0,
                        event -> Json.text(event, object, "kind").toLowerCase(Locale.ROOT) + "/"
                                + Json.text(event, object, "name")))
                .wideColumn("Subobject", "string", "." + object + ".fieldPath")
                .wideColumn("Source", "string", "." + source + ".component")
                .column(PrinterColumn.text(
                        "Message", 0, event -> Json.text(event, note).strip()))
                .column(PrinterColumn.of("First Seen", "string", 1, (event, now) -> {
                    String seen = firstOf(event, "/" + first, "/eventTime", "/metadata/creationTimestamp");
                    return event.textNode(seen.isEmpty() ? "<unknown>" : Ages.since(seen, now));
                }))
                .column(PrinterColumn.of("Count", "string", 1, (event, _) -> {
                    long counted =
                            event.at("/series/count").asLong(event.path(count).asLong(1));
                    return event.textNode(Long.toString(Math.max(1, counted)));
                }))
                .build();
    }

    private static String firstOf(JsonNode event, String... pointers) {
        for (String pointer : pointers) {
            if (!event.at(pointer).asText("").isEmpty() && !event.at(pointer).isNull()) {
                return event.at(pointer).asText();
            }
        }
        return "";
    }

    private static ObjectNode toNewer(ObjectNode event) {
        return renamed(event, NEWER, "events.k8s.io/v1");
    }

    private static ObjectNode toOlder(ObjectNode event) {
        return renamed(event, OLDER, "v1");
    }

    private static ObjectNode renamed(ObjectNode event, Map<String, String> names, String apiVersion) {
        ObjectNode out = event.objectNode();
        event.properties()
                .forEach(field -> out.set(names.getOrDefault(field.getKey(), field.getKey()), field.getValue()));
        return out.put("apiVersion", apiVersion);
    }

    private static Admission.Verdict older(Admission.Request request) {
        ObjectNode event = request.after();
        if (event == null) {
            return Admission.ADMITTED;
        }
        var causes = new ArrayList<Cause>();
        checkNamespace(event, causes);
        // Programs that use the newer fields through the older API are held to the newer rules.
        if (isNewStyle(event)) {
            checkNew(request.before(), event, causes);
        }
        return causes.isEmpty() ? Admission.ADMITTED : new Admission.Verdict.Invalid(causes);
    }

    private static Admission.Verdict newer(Admission.Request request) {
        ObjectNode given = request.after();
        if (given == null) {
            return Admission.ADMITTED;
        }
        ObjectNode event = toOlder(given);
        var causes = new ArrayList<Cause>();
        checkNamespace(event, causes);
        ObjectNode before = request.before();
        checkNew(before == null ? null : toOlder(before), event, causes);
        return causes.isEmpty() ? Admission.ADMITTED : new Admission.Verdict.Invalid(causes);
    }

    private static boolean isNewStyle(ObjectNode event) {
        return !Json.text(event, "eventTime").isEmpty();
    }

    private static void checkNamespace(ObjectNode event, List<Cause> causes) {
        String involved = Json.text(event, "involvedObject", "namespace");
        String own = Json.namespace(event);
        boolean ofCluster = involved.isEmpty() && (own.equals("default") || own.equals("kube-system"));
        if (!ofCluster && !involved.equals(own)) {
            causes.add(Cause.invalid("involvedObject.namespace", involved, "does not match event.namespace"));
        }
    }

    private static void checkNew(@Nullable ObjectNode before, ObjectNode event, List<Cause> causes) {
        if (before != null) {
            if (isNewStyle(before)) {
                checkUnchanged(before, event, causes);
            }
            return;
        }
        if (!isNewStyle(event)) {
            causes.add(Cause.required("eventTime", ""));
            return;
        }
        checkText(event, "reportingComponent", "reportingController", MAX_NAME, causes);
        checkText(event, "reportingInstance", "reportingInstance", MAX_NAME, causes);
        checkText(event, "action", "action", MAX_NAME, causes);
        checkText(event, "reason", "reason", MAX_NAME, causes);
        if (Json.text(event, "message").getBytes(StandardCharsets.UTF_8).length > MAX_NOTE) {
            causes.add(Cause.invalid("message", "", "can have at most 1024 characters"));
        }
        String type = Json.text(event, "type");
        if (!type.equals("Normal") && !type.equals("Warning")) {
            causes.add(Cause.invalid("type", "", "has invalid value: " + type));
        }
    }

    private static void checkText(ObjectNode event, String field, String shown, int most, List<Cause> causes) {
        String text = Json.text(event, field);
        if (text.isEmpty()) {
            causes.add(Cause.required(shown, ""));
        } else if (text.getBytes(StandardCharsets.UTF_8).length > most) {
            causes.add(Cause.invalid(shown, "", "can have at most %d characters".formatted(most)));
        }
    }

    private static void checkUnchanged(ObjectNode before, ObjectNode event, List<Cause> causes) {
        for (String field : IMMUTABLE) {
            JsonNode now = event.path(field);
            boolean nothing = now.isNull() || now.isMissingNode();
            boolean wasNothing =
                    before.path(field).isNull() || before.path(field).isMissingNode();
            if (!(nothing && wasNothing) && !Json.same(now, before.path(field))) {
                Object shown = now.isTextual() ? now.textValue() : now.toString();
                causes.add(Cause.invalid(field, shown, "field is immutable"));
            }
        }
    }
}
