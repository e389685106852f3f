package dev.windrose.api.release;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.StreamSupport;

/**
 * Tells what in a CustomResourceDefinition would break those who use an older one: an object that was accepted and no
 * longer is, a field that is read or written and has gone, a name by which the kind was reached.
 *
 * <p>Pure. The rules are those of Kubernetes' API change policy (kubernetes.io, "Changing the API": compatibility), as far
 * as a schema can show them. What a CEL rule means cannot be compared, so that any new or changed one counts, except where
 * the field it stands on is new too.
 */
public final class Compatibility {
    private final List<String> breaks = new ArrayList<>();

    private Compatibility() {}

    /** One line for each breaking change: where, and what. Empty: none. */
    public static List<String> breaks(JsonNode released, JsonNode now) {
        var comparison = new Compatibility();
        comparison.compareNames(released.path("spec"), now.path("spec"));
        for (var version : released.at("/spec/versions")) {
            comparison.compareVersion(version, now.at("/spec/versions"));
        }
        return List.copyOf(comparison.breaks);
    }

    private void compareNames(JsonNode released, JsonNode now) {
        for (var field : List.of("/scope", "/group", "/names/kind", "/names/plural", "/names/singular")) {
            same(field, released.at(field), now.at(field));
        }
        for (var field : List.of("/names/shortNames", "/names/categories")) {
            var gone = texts(released.at(field));
            gone.removeAll(texts(now.at(field)));
            gone.forEach(name -> add(field, "%s was removed".formatted(name)));
        }
    }

    private void compareVersion(JsonNode released, JsonNode all) {
        var name = released.path("name").asText();
        var now = StreamSupport.stream(all.spliterator(), false)
                .filter(version -> version.path("name").asText().equals(name))
                .findFirst();
        if (now.isEmpty()
                || released.path("served").asBoolean()
                        && !now.get().path("served").asBoolean()) {
            add(name, "the version is no longer served");
            return;
        }
        for (var subresource : List.of("status", "scale")) {
            var before = released.at("/subresources/" + subresource);
            if (!before.isMissingNode()) {
                same("subresource " + subresource, before, now.get().at("/subresources/" + subresource));
            }
        }
        for (var field : released.path("selectableFields")) {
            if (StreamSupport.stream(now.get().path("selectableFields").spliterator(), false)
                    .noneMatch(field::equals)) {
                add(field.path("jsonPath").asText(), "can no longer be selected by");
            }
        }
        schema(name, released.at("/schema/openAPIV3Schema"), now.get().at("/schema/openAPIV3Schema"));
    }

    private void schema(String at, JsonNode released, JsonNode now) {
        same(at + " type", released.path("type"), now.path("type"));
        for (var extension : List.of(
                "x-kubernetes-int-or-string",
                "x-kubernetes-list-type",
                "x-kubernetes-list-map-keys",
                "x-kubernetes-map-type",
                "format")) {
            same(at + " " + extension, released.path(extension), now.path(extension));
        }
        for (var permission : List.of("nullable", "x-kubernetes-preserve-unknown-fields")) {
            if (released.path(permission).asBoolean() && !now.path(permission).asBoolean()) {
                add(at, permission + " was withdrawn");
            }
        }
        bounds(at, released, now);
        choices(at, released, now);
        if (released.has("default")) {
            same(at + " default", released.path("default"), now.path("default"));
        }
        required(at, released, now);
        rules(at, released, now);
        children(at, released, now);
    }

    private void bounds(String at, JsonNode released, JsonNode now) {
        for (var least : List.of("minimum", "minLength", "minItems", "minProperties")) {
            if (now.has(least)
                    && number(now, least).compareTo(released.has(least) ? number(released, least) : lowest(least))
                            > 0) {
                add(at, "%s rose to %s".formatted(least, now.get(least)));
            }
        }
        for (var most : List.of("maximum", "maxLength", "maxItems", "maxProperties")) {
            if (now.has(most) && (!released.has(most) || number(now, most).compareTo(number(released, most)) < 0)) {
                add(at, "%s fell to %s".formatted(most, now.get(most)));
            }
        }
        for (var flag : List.of("exclusiveMinimum", "exclusiveMaximum", "uniqueItems")) {
            if (now.path(flag).asBoolean() && !released.path(flag).asBoolean()) {
                add(at, flag + " was added");
            }
        }
        for (var rule : List.of("pattern", "multipleOf")) {
            if (now.has(rule) && !now.get(rule).equals(released.path(rule))) {
                add(at, "%s is now %s".formatted(rule, now.get(rule)));
            }
        }
    }

    /** Lengths and sizes begin at zero anyway. */
    private static BigDecimal lowest(String bound) {
        return bound.equals("minimum") ? BigDecimal.valueOf(-Double.MAX_VALUE) : BigDecimal.ZERO;
    }

    private static BigDecimal number(JsonNode schema, String bound) {
        return schema.get(bound).decimalValue();
    }

    private void choices(String at, JsonNode released, JsonNode now) {
        if (!now.has("enum")) {
            return;
        }
        if (!released.has("enum")) {
            add(at, "only %s may be written now".formatted(now.get("enum")));
            return;
        }
        var gone = texts(released.get("enum"));
        gone.removeAll(texts(now.get("enum")));
        gone.forEach(choice -> add(at, "the choice %s was removed".formatted(choice)));
    }

    private void required(String at, JsonNode released, JsonNode now) {
        var added = texts(now.path("required"));
        added.removeAll(texts(released.path("required")));
        added.forEach(field -> add(at + "." + field, "became required"));
    }

    private void rules(String at, JsonNode released, JsonNode now) {
        var before = new HashSet<String>();
        released.path("x-kubernetes-validations")
                .forEach(rule -> before.add(rule.path("rule").asText()));
        for (var rule : now.path("x-kubernetes-validations")) {
            if (!before.contains(rule.path("rule").asText())) {
                add(at, "a new rule: " + rule.path("rule").asText());
            }
        }
    }

    private void children(String at, JsonNode released, JsonNode now) {
        released.path("properties").properties().forEach(field -> {
            var path = at + "." + field.getKey();
            var after = now.path("properties").path(field.getKey());
            if (after.isMissingNode()) {
                add(path, "the field was removed");
            } else {
                schema(path, field.getValue(), after);
            }
        });
        child(at + "[*]", released.path("items"), now.path("items"));
        child(at + ".*", released.path("additionalProperties"), now.path("additionalProperties"));
    }

    private void child(String at, JsonNode released, JsonNode now) {
        if (released.isObject() && now.isObject()) {
            schema(at, released, now);
        } else if (!released.isMissingNode()) {
            same(at, released, now);
        }
    }

    private void same(String at, JsonNode released, JsonNode now) {
        if (!released.equals(now)) {
            add(at, "was %s and is %s".formatted(shown(released), shown(now)));
        }
    }

    private static String shown(JsonNode value) {
        return value.isMissingNode() ? "absent" : value.toString();
    }

    private void add(String at, String what) {
        breaks.add(at + ": " + what);
    }

    private static Set<String> texts(JsonNode array) {
        var texts = new HashSet<String>();
        array.forEach(value -> texts.add(value.asText()));
        return texts;
    }
}
