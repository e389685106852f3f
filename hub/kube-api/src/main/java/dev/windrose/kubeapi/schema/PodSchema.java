package dev.windrose.kubeapi.schema;

import static dev.windrose.kubeapi.schema.BuiltInSchemas.atomic;
import static dev.windrose.kubeapi.schema.BuiltInSchemas.keyed;
import static dev.windrose.kubeapi.schema.BuiltInSchemas.open;
import static dev.windrose.kubeapi.schema.BuiltInSchemas.text;

import com.fasterxml.jackson.databind.node.TextNode;
import dev.windrose.kubeapi.schema.Schema.Type;
import java.math.BigDecimal;
import java.util.List;

/** PodSpec and PodStatus, as far as merging needs them. */
final class PodSchema {
    static final Limits NOT_NEGATIVE = new Limits(
            BigDecimal.ZERO,
            null,
            false,
            false,
            null,
            Limits.Bounds.NONE,
            Limits.Bounds.NONE,
            Limits.Bounds.NONE,
            false,
            null,
            null,
            List.of());

    /** TCP by default: a port without a protocol is the same port as one that says TCP. */
    static final Schema PROTOCOL =
            new SchemaBuilder(Type.STRING).defaultValue(TextNode.valueOf("TCP")).build();

    static final Schema SPEC = spec();
    static final Schema STATUS = open().field("conditions", keyed("type"))
            .field("podIPs", keyed("ip"))
            .build();

    private PodSchema() {}

    private static Schema spec() {
        Schema containers = ObjectMetaSchema.list(container(), ListType.MAP, "name");
        Schema reference = open().field("name", text()).atomicMap(true).build();
        return open().field("containers", containers)
                .field("initContainers", containers)
                .field("ephemeralContainers", containers)
                .field("volumes", keyed("name"))
                .field("imagePullSecrets", ObjectMetaSchema.list(reference, ListType.MAP, "name"))
                .field("hostAliases", keyed("ip"))
                .field("resourceClaims", keyed("name"))
                .field("schedulingGates", keyed("name"))
                .field("topologySpreadConstraints", topologySpread())
                .field("nodeSelector", atomic())
                .field("securityContext", open().build())
                .field("affinity", affinity())
                .required("containers")
                .build();
    }

    private static Schema affinity() {
        Schema node = open().field("requiredDuringSchedulingIgnoredDuringExecution", atomic())
                .build();
        return open().field("nodeAffinity", node).build();
    }

    private static Schema topologySpread() {
        Schema item = open().field("topologyKey", text())
                .field("whenUnsatisfiable", text())
                .field("labelSelector", atomic())
                .build();
        return ObjectMetaSchema.list(item, ListType.MAP, "topologyKey", "whenUnsatisfiable");
    }

    private static Schema container() {
        Schema port = open().field("containerPort", new SchemaBuilder(Type.INTEGER).build())
                .field("protocol", PROTOCOL)
                .required("containerPort")
                .build();
        Schema resources = open().field("limits", open().build())
                .field("requests", open().build())
                .field("claims", keyed("name"))
                .build();
        return open().field("name", text())
                .field("image", text())
                .field("env", ObjectMetaSchema.list(env(), ListType.MAP, "name"))
                .field("ports", ObjectMetaSchema.list(port, ListType.MAP, "containerPort", "protocol"))
                .field("volumeMounts", keyed("mountPath"))
                .field("volumeDevices", keyed("devicePath"))
                .field("resources", resources)
                .field("securityContext", open().build())
                .required("name", "image")
                .build();
    }

    private static Schema env() {
        Schema source = open().field("secretKeyRef", atomic())
                .field("configMapKeyRef", atomic())
                .field("fieldRef", atomic())
                .field("resourceFieldRef", atomic())
                .build();
        return open().field("name", text())
                .field("value", text())
                .field("valueFrom", source)
                .required("name")
                .build();
    }
}
