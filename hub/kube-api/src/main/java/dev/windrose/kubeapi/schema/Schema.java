package dev.windrose.kubeapi.schema;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A structural schema, read once and then only asked: what fields there are, how lists are told apart, what must hold.
 * Immutable and safe to share.
 *
 * <p>Source: the CustomResourceDefinition page of kubernetes.io, "Specifying a structural schema".
 */
public final class Schema {
    /** What a value must be. */
    public enum Type {
        /** No type given: anything goes. */
        ANY,
        OBJECT,
        ARRAY,
        STRING,
        INTEGER,
        NUMBER,
        BOOLEAN,
        /** {@code x-kubernetes-int-or-string}. */
        INT_OR_STRING
    }

    private static final Schema UNTYPED =
            new SchemaBuilder(Type.ANY).preserveUnknown(true).build();
    private static final Schema UNTYPED_STRUCT =
            new SchemaBuilder(Type.ANY).preserveUnknown(true).openStruct(true).build();

    private final Type type;
    private final Map<String, Schema> properties;
    private final @Nullable Schema additional;
    private final @Nullable Schema items;
    private final Set<String> required;
    private final ListType listType;
    private final List<String> listKeys;
    private final boolean atomicMap;
    private final boolean nullable;
    private final boolean preserveUnknown;
    private final boolean embeddedResource;
    private final @Nullable JsonNode defaultValue;
    private final Limits limits;
    private final boolean statusSubresource;
    private final NameRule nameRule;
    private final boolean openStruct;
    private final List<Rule> rules;

    Schema(SchemaBuilder builder) {
        this.type = builder.type;
        this.properties = Collections.unmodifiableMap(new TreeMap<>(builder.properties));
        this.additional = builder.additional;
        this.items = builder.items;
        this.required = Collections.unmodifiableSet(new LinkedHashSet<>(builder.required));
        this.listType = builder.listType;
        this.listKeys = List.copyOf(builder.listKeys);
        this.atomicMap = builder.atomicMap;
        this.nullable = builder.nullable;
        this.preserveUnknown = builder.preserveUnknown;
        this.embeddedResource = builder.embeddedResource;
        this.defaultValue = builder.defaultValue == null ? null : builder.defaultValue.deepCopy();
        this.limits = builder.limits;
        this.statusSubresource = builder.statusSubresource;
        this.nameRule = builder.nameRule;
        this.openStruct = builder.openStruct;
        this.rules = List.copyOf(builder.rules);
    }

    /**
     * Reads the schema of a custom resource ({@code spec.versions[].schema.openAPIV3Schema}), or any OpenAPI v3 schema
     * without references. Where the root describes {@code metadata} as a bare object (as CRDs must), the fields that every
     * Kubernetes object has are known to it.
     *
     * @throws IllegalArgumentException when the schema contradicts itself, with the path of the fault: the caller made it
     */
    public static Schema parse(JsonNode openApiV3Schema) {
        return SchemaParser.parseRoot(openApiV3Schema);
    }

    /** For kinds without a schema: maps are granular, lists atomic, nothing is refused or pruned. */
    public static Schema untyped() {
        return UNTYPED;
    }

    /**
     * The same schema of a kind that has (or has not) a status subresource. Where it has one, writes to the main resource
     * neither change nor own {@code status}, and writes to {@code status} neither change nor own {@code spec}.
     */
    public Schema withStatusSubresource(boolean has) {
        return new SchemaBuilder(this).statusSubresource(has).build();
    }

    public boolean hasStatusSubresource() {
        return statusSubresource;
    }

    public Type type() {
        return type;
    }

    /** Declared fields by name, in alphabetical order. */
    public Map<String, Schema> properties() {
        return properties;
    }

    public boolean declares(String field) {
        return properties.containsKey(field);
    }

    /** The schema of keys that are not declared, when this is a map ({@code additionalProperties}). */
    public Optional<Schema> additional() {
        return Optional.ofNullable(additional);
    }

    /** The schema of a list's elements. */
    public Optional<Schema> items() {
        return Optional.ofNullable(items);
    }

    public Set<String> required() {
        return required;
    }

    public ListType listType() {
        return listType;
    }

    /** The fields that tell apart the elements of a list of type {@link ListType#MAP}. */
    public List<String> listKeys() {
        return listKeys;
    }

    /** Whether the whole map has one owner ({@code x-kubernetes-map-type: atomic}). */
    public boolean atomicMap() {
        return atomicMap;
    }

    public boolean nullable() {
        return nullable;
    }

    public boolean preservesUnknown() {
        return preserveUnknown;
    }

    public boolean embeddedResource() {
        return embeddedResource;
    }

    /** What a missing value is taken to be. Do not change the tree. */
    public Optional<JsonNode> defaultValue() {
        return Optional.ofNullable(defaultValue);
    }

    /** Conditions in CEL on a value of this schema. */
    public List<Rule> rules() {
        return rules;
    }

    /** The format that strings must have, if one is given and checked. */
    public Optional<String> format() {
        return Optional.ofNullable(Formats.checked(limits.format()));
    }

    NameRule nameRule() {
        return nameRule;
    }

    Limits limits() {
        return limits;
    }

    /**
     * The schema of a field, declared or not: undeclared fields of maps follow {@code additionalProperties}, those of free
     * objects are untyped. Never fails, so that objects stored under an older schema can still be merged.
     */
    public Schema field(String name) {
        Schema declared = properties.get(name);
        if (declared != null) {
            return declared;
        }
        if (additional != null) {
            return additional;
        }
        return openStruct ? UNTYPED_STRUCT : UNTYPED;
    }

    /**
     * Whether this is the name of a field rather than the key of a map. A field comes and goes with what is in it; an entry
     * of a map is owned by itself.
     */
    public boolean isField(String name) {
        return openStruct || properties.containsKey(name);
    }

    /** Whether undeclared names are fields too: we know less of the kind than its server does. */
    boolean openStruct() {
        return openStruct;
    }

    /** The schema of a list's elements; untyped when none is given. */
    public Schema element() {
        return items != null ? items : UNTYPED;
    }

    /** Whether a field that is not declared can be applied; what is then not kept is pruned after merging. */
    public boolean mergesUndeclared() {
        return keepsUndeclared() || properties.isEmpty();
    }

    /** Whether a value must be a string, and no format lets it be something else. */
    public boolean isPlainString() {
        return type == Type.STRING && (limits.format() == null || "byte".equals(limits.format()));
    }

    /** Whether a field that is not declared is kept. */
    public boolean keepsUndeclared() {
        return preserveUnknown || additional != null || type == Type.ANY;
    }

    Schema withProperties(Map<String, Schema> overlay) {
        Map<String, Schema> all = new LinkedHashMap<>(properties);
        all.putAll(overlay);
        SchemaBuilder builder = new SchemaBuilder(this);
        builder.properties = all;
        return builder.build();
    }
}
