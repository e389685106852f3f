package dev.windrose.kubeapi.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.kubeapi.json.Body;
import dev.windrose.kubeapi.json.Json;
import java.util.List;

/**
 * Reads a core/v1 Namespace from protobuf, in which {@code kubectl create namespace} sends it. Field numbers:
 * k8s.io/api/core/v1/generated.proto (Namespace{1: metadata}) and meta/v1/generated.proto (ObjectMeta).
 */
final class NamespaceProtobuf {
    private NamespaceProtobuf() {}

    static Body read(byte[] bytes) {
        byte[] meta = Protobuf.field(Protobuf.raw(bytes), 1);
        ObjectNode namespace = Json.object().put("apiVersion", "v1").put("kind", "Namespace");
        ObjectNode metadata = namespace.putObject("metadata");
        put(metadata, "name", Protobuf.text(meta, 1));
        put(metadata, "generateName", Protobuf.text(meta, 2));
        map(metadata, "labels", Protobuf.fields(meta, 11));
        map(metadata, "annotations", Protobuf.fields(meta, 12));
        return new Body(namespace, List.of());
    }

    private static void put(ObjectNode object, String field, String value) {
        if (!value.isEmpty()) {
            object.put(field, value);
        }
    }

    private static void map(ObjectNode object, String field, List<byte[]> entries) {
        for (byte[] entry : entries) {
            Json.child(object, field).put(Protobuf.text(entry, 1), Protobuf.text(entry, 2));
        }
    }
}
