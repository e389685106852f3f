package dev.windrose.kubeapi.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.kubeapi.json.Json;
import java.io.ByteArrayOutputStream;
import java.util.function.Consumer;

/** Requests in protobuf, in the order and fullness of Go's generated code. */
final class ProtobufBodies {
    private static final long NEW_YEAR = 1_767_225_600;

    private ProtobufBodies() {}

    static byte[] envelope(String apiVersion, String kind, Consumer<ProtobufWriter> raw) {
        var out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {'k', '8', 's', 0});
        out.writeBytes(new ProtobufWriter()
                .message(1, type -> type.text(1, apiVersion).text(2, kind))
                .message(2, raw)
                .element(3, "")
                .element(4, "")
                .bytes());
        return out.toByteArray();
    }

    static byte[] event(String name, String namespace) {
        return envelope(
                "v1",
                "Event",
                raw -> raw.message(
                                1,
                                meta -> meta.text(1, name)
                                        .element(2, "")
                                        .text(3, namespace)
                                        .message(8, _ -> {})
                                        .message(11, label -> label.text(1, "a").text(2, "b"))
                                        .message(11, label -> label.text(1, "c").element(2, "")))
                        .message(
                                2,
                                object -> object.text(1, "Widget")
                                        .text(2, namespace)
                                        .text(3, "w"))
                        .text(3, "Placed")
                        .text(4, "in eu")
                        .message(5, source -> source.text(1, "planner").element(2, ""))
                        .message(6, time -> time.number(1, NEW_YEAR))
                        .message(7, time -> time.number(1, NEW_YEAR + 300))
                        .number(8, 3)
                        .text(9, "Normal")
                        .message(10, _ -> {})
                        .element(12, "")
                        .element(14, "")
                        .element(15, ""));
    }

    static byte[] newerEvent(String name, String namespace) {
        return envelope(
                "events.k8s.io/v1",
                "Event",
                raw -> raw.message(1, meta -> meta.text(1, name).text(3, namespace))
                        .message(2, time -> time.number(1, NEW_YEAR).number(2, 123_456_000))
                        .message(3, series -> series.number(1, 2).message(2, time -> time.number(1, NEW_YEAR + 1)))
                        .text(4, "windrose.dev/planner")
                        .text(5, "hub-0")
                        .text(6, "Move")
                        .text(7, "Moved")
                        .message(
                                8,
                                object -> object.text(1, "Widget")
                                        .text(2, namespace)
                                        .text(3, "w"))
                        .text(10, "to us")
                        .text(11, "Normal")
                        .number(15, 7));
    }

    static byte[] namespace(String name) {
        return envelope(
                "v1",
                "Namespace",
                raw -> raw.message(
                                1,
                                meta -> meta.text(1, name)
                                        .number(7, 2)
                                        .message(
                                                13,
                                                owner -> owner.text(1, "K")
                                                        .text(3, "o")
                                                        .text(4, "u")
                                                        .text(5, "v1")
                                                        .flag(6, true))
                                        .element(14, "a")
                                        .element(14, "")
                                        .message(
                                                17,
                                                manager -> manager.text(1, "m")
                                                        .text(2, "Update")
                                                        .text(6, "FieldsV1")
                                                        .message(7, fields -> fields.text(1, "{\"f:x\":{}}"))))
                        .message(2, spec -> spec.text(1, "kubernetes"))
                        .message(3, status -> status.element(1, "")));
    }

    static byte[] scale(String name, int replicas) {
        return envelope(
                "autoscaling/v1",
                "Scale",
                raw -> raw.message(1, meta -> meta.text(1, name))
                        .message(2, spec -> spec.number(1, replicas))
                        .message(3, status -> status.element(2, "")));
    }

    static byte[] deleteOptions(String uid) {
        return envelope("v1", "DeleteOptions", raw -> raw.message(2, conditions -> conditions.text(1, uid)));
    }

    static byte[] accessReview(String verb, String group, String resource) {
        return envelope(
                "authorization.k8s.io/v1",
                "SelfSubjectAccessReview",
                raw -> raw.message(1, _ -> {})
                        .message(
                                2,
                                spec -> spec.message(
                                        1,
                                        at -> at.element(1, "")
                                                .text(2, verb)
                                                .text(3, group)
                                                .text(5, resource)))
                        .message(3, status -> status.element(2, "")));
    }

    /** An object that has every field of a shape. */
    static ObjectNode everything(ProtobufShape shape) {
        ObjectNode object = Json.object();
        for (int number = 1; number < 64; number++) {
            ProtobufShape.Field field = shape.field(number);
            if (field == null) {
                continue;
            }
            switch (field.type()) {
                case MESSAGE -> {
                    ObjectNode within = everything(field.within());
                    if (field.repeated()) {
                        object.withArray(field.name()).add(within);
                    } else {
                        object.set(field.name(), within);
                    }
                }
                case TEXT_MAP, JSON -> object.putObject(field.name());
                default -> object.put(field.name(), "x");
            }
        }
        return object;
    }
}
