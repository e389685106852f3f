package dev.windrose.kubeapi.schema;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Collects the parts of a {@link Schema}; its defaults are those of an OpenAPI schema that says nothing. */
final class SchemaBuilder {
    Schema.Type type;
    Map<String, Schema> properties = new LinkedHashMap<>();

    @Nullable
    Schema additional;

    @Nullable
    Schema items;

    List<String> required = List.of();
    ListType listType = ListType.ATOMIC;
    List<String> listKeys = List.of();
    boolean atomicMap;
    boolean nullable;
    boolean preserveUnknown;
    boolean embeddedResource;

    @Nullable
    JsonNode defaultValue;

    Limits limits = Limits.NONE;
    boolean statusSubresource;
    NameRule nameRule = NameRule.SUBDOMAIN;
    boolean openStruct;
    List<Rule> rules = List.of();

    SchemaBuilder(Schema.Type type) {
        this.type = type;
    }

    SchemaBuilder(Schema from) {
        this.type = from.type();
        this.properties = new LinkedHashMap<>(from.properties());
        this.additional = from.additional().orElse(null);
        this.items = from.items().orElse(null);
        this.required = List.copyOf(from.required());
        this.listType = from.listType();
        this.listKeys = from.listKeys();
        this.atomicMap = from.atomicMap();
        this.nullable = from.nullable();
        this.preserveUnknown = from.preservesUnknown();
        this.embeddedResource = from.embeddedResource();
        this.defaultValue = from.defaultValue().orElse(null);
        this.limits = from.limits();
        this.statusSubresource = from.hasStatusSubresource();
        this.nameRule = from.nameRule();
        this.openStruct = from.openStruct();
        this.rules = from.rules();
    }

    SchemaBuilder field(String name, Schema schema) {
        properties.put(name, schema);
        return this;
    }

    SchemaBuilder additional(Schema schema) {
        this.additional = schema;
        return this;
    }

    SchemaBuilder items(Schema schema) {
        this.items = schema;
        return this;
    }

    SchemaBuilder required(String... names) {
        this.required = List.of(names);
        return this;
    }

    SchemaBuilder list(ListType kind, String... keys) {
        this.listType = kind;
        this.listKeys = List.of(keys);
        return this;
    }

    SchemaBuilder atomicMap(boolean atomic) {
        this.atomicMap = atomic;
        return this;
    }

    SchemaBuilder nullable(boolean allowed) {
        this.nullable = allowed;
        return this;
    }

    SchemaBuilder preserveUnknown(boolean preserve) {
        this.preserveUnknown = preserve;
        return this;
    }

    SchemaBuilder defaultValue(JsonNode value) {
        this.defaultValue = value;
        return this;
    }

    SchemaBuilder limits(Limits values) {
        this.limits = values;
        return this;
    }

    SchemaBuilder statusSubresource(boolean has) {
        this.statusSubresource = has;
        return this;
    }

    SchemaBuilder nameRule(NameRule rule) {
        this.nameRule = rule;
        return this;
    }

    SchemaBuilder openStruct(boolean open) {
        this.openStruct = open;
        return this;
    }

    Schema build() {
        return new Schema(this);
    }
}
