package dev.windrose.kubeapi.schema;

import dev.windrose.kubeapi.schema.Schema.Type;
import java.util.Map;
import java.util.Optional;

/**
 * Schemas of the core kinds that the simulator serves: what merging and key defaults need, and what is worth refusing.
 * Everything else is kept as it is. List types and map keys are those of the OpenAPI that Kubernetes 1.33 publishes.
 */
public final class BuiltInSchemas {
    private static final Map<String, Schema> BY_KIND = Map.ofEntries(
            Map.entry("v1/Namespace", ClosedKinds.namespace()),
            Map.entry(
                    "v1/Node",
                    kind().field("spec", node())
                            .field("status", nodeStatus())
                            .statusSubresource(true)
                            .build()),
            Map.entry(
                    "v1/Pod",
                    kind().field("spec", PodSchema.SPEC)
                            .field("status", PodSchema.STATUS)
                            .required("spec")
                            .statusSubresource(true)
                            .build()),
            Map.entry(
                    "v1/Service",
                    kind().nameRule(NameRule.LABEL_1035)
                            .field("spec", service())
                            .field(
                                    "status",
                                    open().field("conditions", keyed("type")).build())
                            .statusSubresource(true)
                            .build()),
            Map.entry(
                    "v1/ConfigMap",
                    kind().field("data", textMap())
                            .field("binaryData", textMap())
                            .build()),
            Map.entry(
                    "v1/Secret",
                    kind().field("data", textMap())
                            .field("stringData", textMap())
                            .build()),
            Map.entry("v1/Event", ClosedKinds.event()),
            Map.entry("events.k8s.io/v1/Event", ClosedKinds.newerEvent()),
            Map.entry("v1/ServiceAccount", kind().field("secrets", references()).build()),
            Map.entry(
                    "v1/PersistentVolumeClaim",
                    kind().field(
                                    "spec",
                                    open().field("selector", atomic())
                                            .field("dataSource", atomic())
                                            .build())
                            .field(
                                    "status",
                                    open().field("conditions", keyed("type")).build())
                            .statusSubresource(true)
                            .build()),
            Map.entry("apps/v1/Deployment", workload()),
            Map.entry("apps/v1/ReplicaSet", workload()),
            Map.entry(
                    "discovery.k8s.io/v1/EndpointSlice",
                    kind().field("addressType", text()).required("addressType").build()),
            Map.entry(
                    "coordination.k8s.io/v1/Lease",
                    kind().field("spec", open().build()).build()),
            Map.entry(
                    "policy/v1/PodDisruptionBudget",
                    kind().field("spec", open().field("selector", atomic()).build())
                            .field(
                                    "status",
                                    open().field("conditions", keyed("type")).build())
                            .statusSubresource(true)
                            .build()));

    private BuiltInSchemas() {}

    /**
     * The schema of a built-in kind; empty for kinds that are not built in.
     *
     * @param apiVersion e.g. {@code v1} or {@code apps/v1}
     * @param kind e.g. {@code Deployment}
     */
    public static Optional<Schema> of(String apiVersion, String kind) {
        return Optional.ofNullable(BY_KIND.get(apiVersion + "/" + kind));
    }

    private static SchemaBuilder kind() {
        return open().field("apiVersion", text()).field("kind", text()).field("metadata", ObjectMetaSchema.SCHEMA);
    }

    private static Schema workload() {
        Schema template = open().field("metadata", ObjectMetaSchema.SCHEMA)
                .field("spec", PodSchema.SPEC)
                .build();
        Schema spec = open().field(
                        "replicas",
                        new SchemaBuilder(Type.INTEGER)
                                .limits(PodSchema.NOT_NEGATIVE)
                                .build())
                .field("selector", atomic())
                .field("template", template)
                .field("strategy", open().field("rollingUpdate", open().build()).build())
                .required("selector", "template")
                .build();
        return kind().field("spec", spec)
                .field("status", open().field("conditions", keyed("type")).build())
                .required("spec")
                .statusSubresource(true)
                .build();
    }

    private static Schema node() {
        return open().field("podCIDRs", ObjectMetaSchema.list(text(), ListType.SET))
                .field("taints", ObjectMetaSchema.list(open().build(), ListType.ATOMIC))
                .build();
    }

    private static Schema nodeStatus() {
        return open().field("conditions", keyed("type"))
                .field("addresses", keyed("type"))
                .field("capacity", open().build())
                .field("allocatable", open().build())
                .build();
    }

    private static Schema service() {
        Schema port = open().field("name", text())
                .field("port", new SchemaBuilder(Type.INTEGER).build())
                .field("protocol", PodSchema.PROTOCOL)
                .required("port")
                .build();
        return open().field("ports", ObjectMetaSchema.list(port, ListType.MAP, "port", "protocol"))
                .field("selector", atomic())
                .field("clusterIPs", ObjectMetaSchema.list(text(), ListType.ATOMIC))
                .build();
    }

    /** Object references told apart by name, each with one owner. */
    private static Schema references() {
        return ObjectMetaSchema.list(
                open().field("name", text()).atomicMap(true).build(), ListType.MAP, "name");
    }

    static SchemaBuilder open() {
        return new SchemaBuilder(Type.OBJECT).preserveUnknown(true).openStruct(true);
    }

    static Schema text() {
        return new SchemaBuilder(Type.STRING).build();
    }

    static Schema textMap() {
        return new SchemaBuilder(Type.OBJECT).additional(text()).nullable(true).build();
    }

    /** A struct or map that has one owner. */
    static Schema atomic() {
        return open().atomicMap(true).build();
    }

    /** A list of structs told apart by these fields; the first of them is required. */
    static Schema keyed(String... keys) {
        SchemaBuilder item = open();
        for (String key : keys) {
            item.field(key, text());
        }
        return ObjectMetaSchema.list(item.required(keys[0]).build(), ListType.MAP, keys);
    }
}
