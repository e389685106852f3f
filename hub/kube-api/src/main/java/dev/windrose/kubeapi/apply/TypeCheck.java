package dev.windrose.kubeapi.apply;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.kubeapi.schema.GoText;
import dev.windrose.kubeapi.schema.ListType;
import dev.windrose.kubeapi.schema.Schema;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Whether an applied object fits its schema well enough to be merged; messages as structured-merge-diff words them. */
final class TypeCheck {
    private final List<String> errors = new ArrayList<>();

    private TypeCheck() {}

    static List<String> errorsIn(Schema schema, ObjectNode object) {
        TypeCheck check = new TypeCheck();
        check.check(schema, object, "");
        return check.errors;
    }

    private void check(Schema schema, JsonNode value, String path) {
        if (value.isNull()) {
            return;
        }
        switch (schema.type()) {
            case ANY -> checkAny(schema, value, path);
            case OBJECT -> {
                if (value instanceof ObjectNode map) {
                    checkMap(schema, map, path);
                } else {
                    fail(path, "expected map, got &{%s}".formatted(Go.plain(value)));
                }
            }
            case ARRAY -> {
                if (value.isArray()) {
                    checkList(schema, value, path);
                } else {
                    fail(path, "expected list, got &{%s}".formatted(Go.plain(value)));
                }
            }
            case STRING -> {
                if (!value.isTextual() && schema.isPlainString()) {
                    fail(path, "expected string, got &value.valueUnstructured{Value:%s}".formatted(Go.syntax(value)));
                }
            }
            case INTEGER, NUMBER -> {
                if (!value.isNumber()) {
                    fail(path, "expected numeric (int or float), got " + Go.type(value));
                }
            }
            case BOOLEAN -> {
                if (!value.isBoolean()) {
                    fail(path, "expected boolean, got &{%s}".formatted(Go.plain(value)));
                }
            }
            case INT_OR_STRING -> {
                if (value.isContainerNode()) {
                    fail(path, "expected any scalar, got &{%s}".formatted(Go.plain(value)));
                }
            }
        }
    }

    private void checkAny(Schema schema, JsonNode value, String path) {
        if (value instanceof ObjectNode map) {
            checkMap(schema, map, path);
        }
    }

    private void checkMap(Schema schema, ObjectNode map, String path) {
        map.properties().forEach(entry -> {
            String childPath = path + "." + entry.getKey();
            if (!schema.declares(entry.getKey()) && !schema.mergesUndeclared()) {
                fail(childPath, "field not declared in schema");
            } else {
                check(schema.field(entry.getKey()), entry.getValue(), childPath);
            }
        });
    }

    private void checkList(Schema schema, JsonNode list, String path) {
        Set<PathElement> seen = new HashSet<>();
        for (int i = 0; i < list.size(); i++) {
            JsonNode item = list.get(i);
            PathElement element = new PathElement.Index(i);
            if (schema.listType() != ListType.ATOMIC) {
                element = Typed.key(schema, item);
                if (element == null) {
                    fail(path, "element %d: %s".formatted(i, whyNoKey(schema, item)));
                    return;
                }
                if (!seen.add(element)) {
                    fail(path, "duplicate entries for key " + element);
                }
            }
            check(schema.element(), item, path + element);
        }
    }

    private static String whyNoKey(Schema schema, JsonNode item) {
        if (schema.listType() == ListType.SET) {
            return item.isNull()
                    ? "associative list without keys has an element that's an explicit null"
                    : item.isObject()
                            ? "associative list without keys has an element that's a map type"
                            : "not supported: associative list with lists as elements";
        }
        if (item.isNull()) {
            return "associative list with keys may not have a null element";
        }
        if (!item.isObject()) {
            return "associative list with keys may not have non-map elements";
        }
        List<String> keys = schema.listKeys().stream().map(GoText::quote).toList();
        return keys.size() == 1
                ? "associative list with keys has an element that omits key field %s (and doesn't have default value)"
                        .formatted(keys.getFirst())
                : "associative list with keys has an element that omits all key fields [%s] (and doesn't have default values for any key fields)"
                        .formatted(String.join(" ", keys));
    }

    private void fail(String path, String message) {
        errors.add(path.isEmpty() ? message : path + ": " + message);
    }

    /** How Go's formatting verbs print JSON values. */
    private static final class Go {
        static String plain(JsonNode value) {
            return value.isTextual() ? value.textValue() : value.toString();
        }

        static String syntax(JsonNode value) {
            return value.isContainerNode() ? type(value) + value : value.toString();
        }

        static String type(JsonNode value) {
            return switch (value.getNodeType()) {
                case STRING -> "string";
                case BOOLEAN -> "bool";
                case ARRAY -> "[]interface {}";
                case OBJECT -> "map[string]interface {}";
                case NUMBER -> value.isIntegralNumber() ? "int64" : "float64";
                case NULL, BINARY, MISSING, POJO -> "nil";
            };
        }
    }
}
