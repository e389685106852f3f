package dev.windrose.kubeapi.cel;

import com.google.common.collect.ImmutableCollection;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import dev.cel.common.types.CelType;
import dev.cel.common.types.CelTypeProvider;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.types.StructType;
import dev.windrose.kubeapi.schema.Schema;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The CEL types of a schema, so that a rule that names no field of it, or compares what cannot be compared, is found when it
 * is compiled. What a schema leaves open (unknown fields) is not reachable for rules, as in the real server.
 */
final class CelTypes {
    private final Map<String, CelType> structs = new LinkedHashMap<>();

    /** @param root whether this is the object itself, of whose metadata rules see the name and nothing else */
    CelType of(Schema schema, String path, boolean root) {
        return switch (schema.type()) {
            case STRING -> text(schema);
            case INTEGER -> SimpleType.INT;
            case NUMBER -> SimpleType.DOUBLE;
            case BOOLEAN -> SimpleType.BOOL;
            case ARRAY -> ListType.create(of(schema.element(), path + "[]", false));
            case OBJECT -> object(schema, path, root);
            case INT_OR_STRING, ANY -> SimpleType.DYN;
        };
    }

    private static CelType text(Schema schema) {
        return switch (schema.format().orElse("")) {
            case "byte" -> SimpleType.BYTES;
            case "date", "date-time", "datetime" -> SimpleType.TIMESTAMP;
            case "duration" -> SimpleType.DURATION;
            default -> SimpleType.STRING;
        };
    }

    private CelType object(Schema schema, String path, boolean root) {
        if (schema.properties().isEmpty() && schema.additional().isPresent()) {
            return MapType.create(SimpleType.STRING, of(schema.additional().get(), path + ".*", false));
        }
        var fields = new LinkedHashMap<String, CelType>();
        schema.properties().forEach((name, field) -> {
            boolean metadata = root && name.equals("metadata");
            fields.put(FieldNames.escaped(name), metadata ? metadata(path) : of(field, path + "." + name, false));
        });
        return struct(path, fields);
    }

    private CelType metadata(String path) {
        return struct(path + ".metadata", Map.of("name", SimpleType.STRING, "generateName", SimpleType.STRING));
    }

    private CelType struct(String name, Map<String, CelType> fields) {
        var known = ImmutableMap.copyOf(fields);
        var type = StructType.create(
                name, ImmutableSet.copyOf(known.keySet()), field -> Optional.ofNullable(known.get(field)));
        structs.put(name, type);
        return type;
    }

    /** What has been declared so far, for the compiler. */
    CelTypeProvider known() {
        return new Known(ImmutableMap.copyOf(structs));
    }

    private record Known(ImmutableMap<String, CelType> structs) implements CelTypeProvider {
        @Override
        public ImmutableCollection<CelType> types() {
            return structs.values();
        }

        @Override
        public Optional<CelType> findType(String name) {
            return Optional.ofNullable(structs.get(name));
        }
    }
}
