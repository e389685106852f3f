package dev.windrose.kubeapi.cel;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cel.common.values.CelByteString;
import dev.cel.common.values.NullValue;
import dev.windrose.kubeapi.schema.Schema;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.AbstractList;
import java.util.AbstractMap;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * JSON as CEL sees it, by its schema. Objects and lists are views that convert what a rule looks at and nothing else: a rule
 * on an object's name does not pay for its status.
 */
final class CelValues {
    private CelValues() {}

    /** A value must have passed the schema's checks of types: what does not fit its type is handed on as text. */
    static Object of(Schema schema, JsonNode value) {
        return switch (value.getNodeType()) {
            case OBJECT -> new ObjectView(schema, value);
            case ARRAY -> new ListView(schema.element(), value);
            case BOOLEAN -> value.booleanValue();
            case NUMBER -> number(schema, value);
            case STRING -> text(schema, value.textValue());
            case NULL, MISSING, BINARY, POJO -> NullValue.NULL_VALUE;
        };
    }

    private static Object number(Schema schema, JsonNode value) {
        boolean whole =
                schema.type() == Schema.Type.INTEGER || schema.type() != Schema.Type.NUMBER && value.isIntegralNumber();
        return whole ? (Object) value.longValue() : (Object) value.doubleValue();
    }

    private static Object text(Schema schema, String text) {
        try {
            return switch (schema.format().orElse("")) {
                case "byte" -> CelByteString.of(Base64.getDecoder().decode(text));
                case "date-time", "datetime" -> OffsetDateTime.parse(text).toInstant();
                case "date" ->
                    LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
                case "duration" -> GoDuration.parse(text);
                default -> text;
            };
        } catch (DateTimeException | IllegalArgumentException _) {
            return text;
        }
    }

    /** Fields under the names that rules write; keys of maps as they are. */
    private static final class ObjectView extends AbstractMap<String, Object> {
        private final Schema schema;
        private final JsonNode object;

        ObjectView(Schema schema, JsonNode object) {
            this.schema = schema;
            this.object = object;
        }

        private boolean struct() {
            return !schema.properties().isEmpty();
        }

        private @Nullable JsonNode find(Object key) {
            if (!(key instanceof String name)) {
                return null;
            }
            JsonNode direct = object.get(name);
            if (!struct() || direct != null && FieldNames.escaped(name).equals(name)) {
                return direct;
            }
            for (var field : object.properties()) {
                if (FieldNames.escaped(field.getKey()).equals(name)) {
                    return field.getValue();
                }
            }
            return null;
        }

        private Object convert(Object key, JsonNode value) {
            return of(schema.field(key.toString()), value);
        }

        @Override
        public boolean containsKey(Object key) {
            return find(key) != null;
        }

        @Override
        public @Nullable Object get(Object key) {
            JsonNode value = find(key);
            return value == null ? null : convert(key, value);
        }

        @Override
        public int size() {
            return object.size();
        }

        @Override
        public Set<Entry<String, Object>> entrySet() {
            Map<String, Object> all = new LinkedHashMap<>();
            object.properties()
                    .forEach(field -> all.put(
                            struct() ? FieldNames.escaped(field.getKey()) : field.getKey(),
                            convert(field.getKey(), field.getValue())));
            return all.entrySet();
        }
    }

    private static final class ListView extends AbstractList<Object> {
        private final Schema element;
        private final JsonNode list;

        ListView(Schema element, JsonNode list) {
            this.element = element;
            this.list = list;
        }

        @Override
        public Object get(int index) {
            if (index < 0 || index >= list.size()) {
                throw new IndexOutOfBoundsException(index);
            }
            return of(element, list.get(index));
        }

        @Override
        public int size() {
            return list.size();
        }
    }
}
