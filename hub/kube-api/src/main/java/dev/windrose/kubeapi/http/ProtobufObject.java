package dev.windrose.kubeapi.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.kubeapi.http.ProtobufShape.Field;
import dev.windrose.kubeapi.json.Body;
import dev.windrose.kubeapi.json.Json;
import dev.windrose.kubeapi.status.Failures;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/**
 * An object out of the protobuf that typed Go clients send: {@code k8s}, NUL, then runtime.Unknown{1: TypeMeta{1:
 * apiVersion, 2: kind}, 2: raw}. Becomes the tree that the same object is in JSON, where Go leaves out what is empty.
 * Whatever does not fit is a 400. Pure.
 */
final class ProtobufObject {
    private static final DateTimeFormatter SECONDS = format("yyyy-MM-dd'T'HH:mm:ss'Z'");
    private static final DateTimeFormatter MICROS = format("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'");

    /** What RFC 3339 can write: the years 0 to 9999, as Go does. */
    private static final Instant FIRST = Instant.parse("0000-01-01T00:00:00Z");

    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999999999Z");

    private ProtobufObject() {}

    private static DateTimeFormatter format(String pattern) {
        return DateTimeFormatter.ofPattern(pattern.replace("yyyy", "uuuu"), Locale.ROOT)
                .withZone(ZoneOffset.UTC);
    }

    /** The object, with the apiVersion and kind that it is said to be, where they are said. */
    static Body read(byte[] bytes, ProtobufShape shape) {
        ProtobufReader whole = ProtobufReader.of(bytes);
        byte[] type = new byte[0];
        byte[] raw = new byte[0];
        while (whole.next()) {
            switch (whole.field()) {
                case 1 -> type = whole.bytes();
                case 2 -> raw = whole.bytes();
                // An encoding would be a compression: nobody sends one.
                default -> whole.skip();
            }
        }
        ObjectNode object = Json.object();
        var said = new ProtobufReader(type);
        while (said.next()) {
            switch (said.field()) {
                case 1 -> put(object, "apiVersion", said.text());
                case 2 -> put(object, "kind", said.text());
                default -> said.skip();
            }
        }
        message(raw, shape, object);
        return new Body(object, List.of());
    }

    /** Messages within are merged into what an earlier part of the same message had, as protobuf wants it. */
    private static void message(byte[] bytes, ProtobufShape shape, ObjectNode into) {
        var reader = new ProtobufReader(bytes);
        while (reader.next()) {
            Field field = shape.field(reader.field());
            if (field == null) {
                reader.skip();
            } else {
                value(reader, field, into);
            }
        }
    }

    private static void value(ProtobufReader reader, Field field, ObjectNode into) {
        String name = field.name();
        switch (field.type()) {
            case TEXT -> {
                if (field.repeated()) {
                    into.withArray(name).add(reader.text());
                } else {
                    put(into, name, reader.text());
                }
            }
            case INT32 -> into.put(name, (int) reader.number());
            case INT64 -> into.put(name, reader.number());
            case FLAG -> into.put(name, reader.number() != 0);
            case MESSAGE ->
                message(
                        reader.bytes(),
                        field.within(),
                        field.repeated() ? into.withArray(name).addObject() : Json.child(into, name));
            case TEXT_MAP -> entry(reader.bytes(), Json.child(into, name));
            case TIME -> time(reader.bytes(), SECONDS, name, into);
            case MICRO_TIME -> time(reader.bytes(), MICROS, name, into);
            case JSON -> json(reader.bytes(), name, into);
        }
    }

    private static void put(ObjectNode into, String name, String text) {
        if (!text.isEmpty()) {
            into.put(name, text);
        }
    }

    private static void entry(byte[] bytes, ObjectNode map) {
        String key = "";
        String value = "";
        var reader = new ProtobufReader(bytes);
        while (reader.next()) {
            switch (reader.field()) {
                case 1 -> key = reader.text();
                case 2 -> value = reader.text();
                default -> reader.skip();
            }
        }
        map.put(key, value);
    }

    /** Timestamp{1: seconds, 2: nanos}; an empty one is no time. */
    private static void time(byte[] bytes, DateTimeFormatter format, String name, ObjectNode into) {
        long seconds = 0;
        long nanos = 0;
        var reader = new ProtobufReader(bytes);
        while (reader.next()) {
            switch (reader.field()) {
                case 1 -> seconds = reader.number();
                case 2 -> nanos = reader.number();
                default -> reader.skip();
            }
        }
        if (bytes.length == 0) {
            return;
        }
        try {
            Instant instant = Instant.ofEpochSecond(seconds, nanos);
            if (instant.isBefore(FIRST) || instant.isAfter(LAST)) {
                throw Failures.badRequest("%s is outside of the years 0 to 9999".formatted(name));
            }
            into.put(name, format.format(instant));
        } catch (DateTimeException | ArithmeticException e) {
            throw Failures.badRequest("%s is no point in time".formatted(name));
        }
    }

    private static void json(byte[] bytes, String name, ObjectNode into) {
        var reader = new ProtobufReader(bytes);
        while (reader.next()) {
            if (reader.field() == 1) {
                into.set(name, Bodies.parse(reader.bytes(), false).value());
            } else {
                reader.skip();
            }
        }
    }
}
