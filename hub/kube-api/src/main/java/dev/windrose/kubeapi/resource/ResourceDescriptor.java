package dev.windrose.kubeapi.resource;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.kubeapi.cel.Rules;
import dev.windrose.kubeapi.json.JsonPath;
import dev.windrose.kubeapi.schema.BuiltInSchemas;
import dev.windrose.kubeapi.schema.FieldError;
import dev.windrose.kubeapi.schema.Schema;
import dev.windrose.kubeapi.schema.Validation;
import dev.windrose.kubeapi.store.ObjectKey;
import dev.windrose.kubeapi.store.ResourceName;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One kind as data: everything the API needs to serve it. Immutable; made by {@link #custom} (the rules of custom
 * resources) or {@link #core} (the rules of built-in kinds: strategic merge patch, updates without resourceVersion).
 */
public final class ResourceDescriptor {
    /** In the order in which a real server tells them: of built-in kinds sorted, of custom ones as apiextensions has it. */
    private static final List<String> BUILT_IN_VERBS =
            List.of("create", "delete", "deletecollection", "get", "list", "patch", "update", "watch");

    private static final List<String> CUSTOM_VERBS =
            List.of("delete", "deletecollection", "get", "list", "patch", "create", "update", "watch");
    private static final List<String> NAMESPACE_VERBS =
            List.of("create", "delete", "get", "list", "patch", "update", "watch");
    private static final List<String> READ_VERBS = List.of("get", "list", "watch");

    private final ResourceName name;
    private final List<String> versions;
    private final Names names;
    private final boolean namespaced;
    private final boolean builtIn;
    private final Schema schema;
    private final Rules rules;
    private final @Nullable ObjectNode rawSchema;
    private final boolean statusSubresource;
    private final @Nullable Scale scale;
    private final boolean tracksGeneration;
    private final boolean readOnly;
    private final @Nullable View view;
    private final List<PrinterColumn> columns;
    private final Map<String, JsonPath> selectableFields;
    private final Admission admission;

    private ResourceDescriptor(Builder builder) {
        this.names = new Names(
                builder.kind,
                builder.kind + "List",
                builder.plural,
                builder.kind.toLowerCase(Locale.ROOT),
                builder.shortNames,
                builder.categories);
        this.name = new ResourceName(builder.group, builder.plural);
        this.versions = List.copyOf(builder.versions);
        this.namespaced = builder.namespaced;
        this.builtIn = builder.builtIn;
        this.rawSchema = builder.rawSchema;
        this.statusSubresource = builder.statusSubresource;
        this.schema = builder.schema.withStatusSubresource(builder.statusSubresource);
        this.rules = Rules.compile(builder.schema);
        this.scale = builder.scale;
        this.tracksGeneration = builder.tracksGeneration;
        this.readOnly = builder.readOnly;
        this.view = builder.view;
        this.columns = builder.columns();
        this.selectableFields = Map.copyOf(builder.selectableFields);
        this.admission = builder.admission;
    }

    /**
     * A custom kind.
     *
     * @param openApiV3Schema as in a CRD ({@code spec.versions[].schema.openAPIV3Schema})
     */
    public static Builder custom(String group, String version, String kind, String plural, ObjectNode openApiV3Schema) {
        var builder = new Builder(group, version, kind, plural, Schema.parse(openApiV3Schema));
        builder.rawSchema = openApiV3Schema.deepCopy();
        builder.tracksGeneration = true;
        return builder;
    }

    /** A built-in kind, with the built-in schema where there is one (else untyped). Group empty for core/v1. */
    public static Builder core(String group, String version, String kind, String plural) {
        String apiVersion = group.isEmpty() ? version : group + "/" + version;
        var builder = new Builder(
                group,
                version,
                kind,
                plural,
                BuiltInSchemas.of(apiVersion, kind).orElseGet(Schema::untyped));
        builder.builtIn = true;
        return builder;
    }

    /** The collection's name in the store. */
    public ResourceName name() {
        return name;
    }

    public String group() {
        return name.group();
    }

    public Names names() {
        return names;
    }

    public String kind() {
        return names.kind();
    }

    public String plural() {
        return names.plural();
    }

    /** Served versions, preferred one first; objects are stored as that one. */
    public List<String> versions() {
        return versions;
    }

    public String version() {
        return versions.getFirst();
    }

    /** {@code group/version} of the preferred version, {@code version} for core. */
    public String apiVersion() {
        return apiVersion(version());
    }

    public String apiVersion(String version) {
        return group().isEmpty() ? version : group() + "/" + version;
    }

    public boolean namespaced() {
        return namespaced;
    }

    /** Whether the rules of built-in kinds hold rather than those of custom resources. */
    public boolean builtIn() {
        return builtIn;
    }

    public Schema schema() {
        return schema;
    }

    /**
     * What is wrong with an object of this kind by its schema and the schema's rules in CEL (empty: nothing).
     *
     * @param object after pruning and defaulting
     * @param old what the object was before; empty on create
     */
    public List<FieldError> faults(ObjectNode object, Optional<ObjectNode> old) {
        var faults = new ArrayList<FieldError>(Validation.validate(schema, object, old));
        if (!rules.isEmpty()) {
            faults.addAll(Rules.worthAsking(faults) ? rules.check(object, old) : List.of(Rules.unasked()));
        }
        if (scale != null && !builtIn) {
            faults.addAll(scale.faults(object));
        }
        return List.copyOf(faults);
    }

    /** The OpenAPI schema as it was given, with its descriptions; empty for built-in kinds. */
    public Optional<ObjectNode> rawSchema() {
        return Optional.ofNullable(rawSchema);
    }

    public boolean hasStatusSubresource() {
        return statusSubresource;
    }

    public Optional<Scale> scale() {
        return Optional.ofNullable(scale);
    }

    /** Whether a change of the desired state raises {@code metadata.generation}. */
    public boolean tracksGeneration() {
        return tracksGeneration;
    }

    /** A view of something that is kept elsewhere: it can be read and watched, and nobody writes it. */
    public boolean readOnly() {
        return readOnly;
    }

    /** Where the objects are kept, when this kind is only another form of them. */
    public Optional<View> view() {
        return Optional.ofNullable(view);
    }

    /** What can be done with objects of the kind, in the words of discovery. */
    public List<String> verbs() {
        if (readOnly) {
            return READ_VERBS;
        }
        if (name.equals(ResourceRegistry.NAMESPACES)) {
            return NAMESPACE_VERBS;
        }
        return builtIn ? BUILT_IN_VERBS : CUSTOM_VERBS;
    }

    /** All columns of a table, the name's too. */
    public List<PrinterColumn> columns() {
        return columns;
    }

    /** Fields a field selector may name, besides metadata.name and metadata.namespace. */
    public Map<String, JsonPath> selectableFields() {
        return selectableFields;
    }

    public Admission admission() {
        return admission;
    }

    public ObjectKey key(String namespace, String objectName) {
        return new ObjectKey(name, namespaced ? namespace : "", objectName);
    }

    @Override
    public String toString() {
        return "ResourceDescriptor[%s %s]".formatted(name, versions);
    }

    /** Collects what differs from the usual: namespaced, without status subresource, NAME and AGE as columns. */
    public static final class Builder {
        private final String group;
        private final List<String> versions = new ArrayList<>();
        private final String kind;
        private final String plural;
        private Schema schema;
        private @Nullable ObjectNode rawSchema;
        private List<String> shortNames = List.of();
        private List<String> categories = List.of();
        private boolean namespaced = true;
        private boolean builtIn;
        private boolean statusSubresource;
        private @Nullable Scale scale;
        private boolean tracksGeneration;
        private boolean readOnly;
        private @Nullable View view;
        private final List<PrinterColumn> columns = new ArrayList<>();
        private boolean nameFirst = true;
        private final Map<String, JsonPath> selectableFields = new LinkedHashMap<>();
        private Admission admission = Admission.NONE;

        private Builder(String group, String version, String kind, String plural, Schema schema) {
            this.group = group;
            this.versions.add(version);
            this.kind = kind;
            this.plural = plural;
            this.schema = schema;
        }

        /** Also served in these versions, of the same shape: only {@code apiVersion} differs. */
        public Builder alsoServed(String... more) {
            versions.addAll(Arrays.asList(more));
            return this;
        }

        public Builder shortNames(String... names) {
            this.shortNames = List.of(names);
            return this;
        }

        public Builder categories(String... names) {
            this.categories = List.of(names);
            return this;
        }

        public Builder clusterScoped() {
            this.namespaced = false;
            return this;
        }

        /** Writes to the object leave status alone, writes to {@code /status} leave the rest alone. */
        public Builder statusSubresource() {
            this.statusSubresource = true;
            return this;
        }

        public Builder scale(Scale paths) {
            this.scale = paths;
            return this;
        }

        /** Custom kinds track their generation anyway; built-in kinds only where the real ones do. */
        public Builder tracksGeneration() {
            this.tracksGeneration = true;
            return this;
        }

        /** Only get, list and watch. */
        public Builder readOnly() {
            this.readOnly = true;
            return this;
        }

        public Builder schema(Schema other) {
            this.schema = other;
            return this;
        }

        /** A column at a JSONPath, shown always. NAME comes by itself. */
        public Builder column(String name, String type, String path) {
            return column(PrinterColumn.path(name, type, path, 0));
        }

        /** A column at a JSONPath, shown only with {@code -o wide}. */
        public Builder wideColumn(String name, String type, String path) {
            return column(PrinterColumn.path(name, type, path, 1));
        }

        public Builder column(PrinterColumn column) {
            columns.add(column);
            return this;
        }

        /** The name comes last, and only with {@code -o wide}. */
        public Builder nameLast() {
            this.nameFirst = false;
            return this;
        }

        private List<PrinterColumn> columns() {
            var all = new ArrayList<PrinterColumn>();
            if (nameFirst) {
                all.add(PrinterColumn.name(0));
            }
            all.addAll(columns.isEmpty() ? List.of(PrinterColumn.age()) : columns);
            if (!nameFirst) {
                all.add(PrinterColumn.name(1));
            }
            return List.copyOf(all);
        }

        /** The objects are those of another kind, in other words. */
        public Builder viewOf(View other) {
            this.view = other;
            return this;
        }

        /** A field that field selectors know by a name of its own. */
        public Builder selectableField(String name, String path) {
            selectableFields.put(name, JsonPath.parse(path));
            return this;
        }

        /** Fields that field selectors may name, e.g. {@code spec.nodeName}. */
        public Builder selectableFields(String... paths) {
            for (String path : paths) {
                selectableFields.put(path, JsonPath.parse("." + path));
            }
            return this;
        }

        public Builder admission(Admission rules) {
            this.admission = rules;
            return this;
        }

        public ResourceDescriptor build() {
            return new ResourceDescriptor(this);
        }
    }
}
