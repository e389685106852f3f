package dev.windrose.kubeapi.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.kubeapi.json.Json;
import dev.windrose.kubeapi.resource.ResourceDescriptor;
import dev.windrose.kubeapi.resource.ResourceRegistry;
import dev.windrose.kubeapi.service.PatchType;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * OpenAPI v3 as {@code kubectl} needs it to apply, create, explain and diff: an index with hashes, and a document per group
 * version. Made once.
 */
final class OpenApi {
    private final byte[] index;
    private final Map<String, byte[]> documents = new LinkedHashMap<>();

    OpenApi(ResourceRegistry registry, String serverVersion) {
        ObjectNode paths = Json.object();
        registry.groups()
                .forEach((group, versions) -> versions.forEach(version -> {
                    String path = group.isEmpty() ? "api/" + version : "apis/" + group + "/" + version;
                    byte[] document = Json.bytes(document(registry.in(group, version), version, serverVersion));
                    documents.put(path, document);
                    paths.putObject(path)
                            .put("serverRelativeURL", "/openapi/v3/%s?hash=%s".formatted(path, hash(document)));
                }));
        ObjectNode root = Json.object();
        root.set("paths", paths);
        this.index = Json.bytes(root);
    }

    byte[] index() {
        return index;
    }

    Optional<byte[]> document(String path) {
        return Optional.ofNullable(documents.get(path));
    }

    private static String hash(byte[] bytes) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-512").digest(bytes);
            return HexFormat.of().withUpperCase().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-512", e);
        }
    }

    private static ObjectNode document(List<ResourceDescriptor> resources, String version, String serverVersion) {
        ObjectNode document = Json.object().put("openapi", "3.0.0");
        document.putObject("info").put("title", "Kubernetes").put("version", serverVersion);
        ObjectNode paths = document.putObject("paths");
        ObjectNode schemas = document.putObject("components").putObject("schemas");
        OpenApiSchemas.meta(schemas);
        for (ResourceDescriptor resource : resources) {
            schemas.set(
                    OpenApiSchemas.name(resource, version, resource.kind()), OpenApiSchemas.kind(resource, version));
            schemas.set(
                    OpenApiSchemas.name(resource, version, resource.names().listKind()),
                    OpenApiSchemas.list(resource, version));
            new Paths(resource, version).addTo(paths);
        }
        return document;
    }

    /** The paths of one kind. */
    private record Paths(ResourceDescriptor resource, String version) {
        private static final List<String> WRITE = List.of("dryRun", "fieldManager", "fieldValidation");
        private static final List<String> LIST = List.of(
                "allowWatchBookmarks",
                "continue",
                "fieldSelector",
                "labelSelector",
                "limit",
                "resourceVersion",
                "resourceVersionMatch",
                "sendInitialEvents",
                "timeoutSeconds",
                "watch");

        void addTo(ObjectNode paths) {
            String root = resource.group().isEmpty() ? "/api/" + version : "/apis/" + resource.group() + "/" + version;
            String collection = root + (resource.namespaced() ? "/namespaces/{namespace}/" : "/") + resource.plural();
            if (resource.namespaced()) {
                operation(item(paths, root + "/" + resource.plural()), "get", "list", LIST);
            }
            ObjectNode all = item(paths, collection);
            operation(all, "get", "list", LIST);
            operation(all, "post", "post", WRITE);
            operation(all, "delete", "deletecollection", LIST);
            single(paths, collection + "/{name}", true);
            if (resource.hasStatusSubresource()) {
                single(paths, collection + "/{name}/status", false);
            }
        }

        private void single(ObjectNode paths, String path, boolean whole) {
            ObjectNode one = item(paths, path);
            operation(one, "get", "get", List.of());
            operation(one, "put", "put", WRITE);
            operation(
                    one,
                    "patch",
                    "patch",
                    Stream.concat(WRITE.stream(), Stream.of("force")).toList());
            if (whole) {
                operation(one, "delete", "delete", List.of("dryRun", "gracePeriodSeconds", "propagationPolicy"));
            }
        }

        private ObjectNode item(ObjectNode paths, String path) {
            ObjectNode item = paths.putObject(path);
            ArrayNode parameters = item.putArray("parameters");
            for (String variable : List.of("namespace", "name")) {
                if (path.contains("{" + variable + "}")) {
                    parameters.add(parameter(variable, "path").put("required", true));
                }
            }
            parameters.add(parameter("pretty", "query"));
            return item;
        }

        private static ObjectNode parameter(String name, String in) {
            ObjectNode parameter = Json.object().put("name", name).put("in", in);
            boolean flag = List.of("force", "watch", "allowWatchBookmarks", "sendInitialEvents")
                    .contains(name);
            boolean number =
                    List.of("limit", "timeoutSeconds", "gracePeriodSeconds").contains(name);
            parameter
                    .putObject("schema")
                    .put("type", flag ? "boolean" : number ? "integer" : "string")
                    .put("uniqueItems", true);
            return parameter;
        }

        private void operation(ObjectNode item, String method, String action, List<String> query) {
            ObjectNode operation = item.putObject(method);
            operation
                    .putArray("tags")
                    .add(resource.group().isEmpty() ? "core_" + version : resource.group() + "_" + version);
            operation.put(
                    "operationId",
                    "%s%s%s%d"
                            .formatted(
                                    action,
                                    version.substring(0, 1).toUpperCase(Locale.ROOT) + version.substring(1),
                                    resource.kind(),
                                    item.properties().size()));
            if (!query.isEmpty()) {
                ArrayNode parameters = operation.putArray("parameters");
                query.forEach(name -> parameters.add(parameter(name, "query")));
            }
            body(operation, action);
            String kind = action.equals("list") ? resource.names().listKind() : resource.kind();
            ObjectNode ok = operation.putObject("responses").putObject("200").put("description", "OK");
            ObjectNode content = ok.putObject("content");
            for (String type : List.of("application/json", "application/yaml")) {
                content.putObject(type).set("schema", OpenApiSchemas.ref(OpenApiSchemas.name(resource, version, kind)));
            }
            operation.put("x-kubernetes-action", action);
            operation
                    .putObject("x-kubernetes-group-version-kind")
                    .put("group", resource.group())
                    .put("kind", resource.kind())
                    .put("version", version);
        }

        private void body(ObjectNode operation, String action) {
            if (action.equals("post") || action.equals("put")) {
                operation
                        .putObject("requestBody")
                        .put("required", true)
                        .putObject("content")
                        .putObject("*/*")
                        .set("schema", OpenApiSchemas.ref(OpenApiSchemas.name(resource, version, resource.kind())));
            } else if (action.equals("patch")) {
                ObjectNode content =
                        operation.putObject("requestBody").put("required", true).putObject("content");
                for (String type : PatchType.accepted(resource.builtIn()).split(", ", -1)) {
                    content.putObject(type).set("schema", OpenApiSchemas.ref(OpenApiSchemas.META + "Patch"));
                }
            }
        }
    }
}
