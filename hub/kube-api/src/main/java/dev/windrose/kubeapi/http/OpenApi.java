package dev.windrose.kubeapi.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.kubeapi.json.Json;
import dev.windrose.kubeapi.resource.ResourceDescriptor;
import dev.windrose.kubeapi.resource.ResourceRegistry;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * OpenAPI of what is served. Version 3 as {@code kubectl} needs it to apply, create, explain and diff: an index with hashes,
 * and a document per group version; made once, at the start. Version 2 as old clients and Argo CD need it: one document, in
 * JSON and protobuf; made when somebody asks.
 */
final class OpenApi {
    static final String PROTOBUF = "application/com.github.proto-openapi.spec.v2.v1.0+protobuf";

    private final ResourceRegistry registry;
    private final String serverVersion;
    private final Document index;
    private final Map<String, Document> documents = new LinkedHashMap<>();
    private @Nullable Map<String, Document> second;

    OpenApi(ResourceRegistry registry, String serverVersion) {
        this.registry = registry;
        this.serverVersion = serverVersion;
        ObjectNode root = Json.object();
        ObjectNode paths = root.putObject("paths");
        registry.groups()
                .forEach((group, versions) -> versions.forEach(version -> {
                    String path = group.isEmpty() ? "api/" + version : "apis/" + group + "/" + version;
                    ObjectNode tree = documentOf(Map.of(version, registry.in(group, version)), serverVersion);
                    Document document = Document.of("application/json", Json.bytes(tree));
                    documents.put(path, document);
                    paths.putObject(path).put("serverRelativeURL", url(path, document));
                }));
        this.index = Document.of("application/json", Json.bytes(root));
    }

    Document index() {
        return index;
    }

    Optional<Document> document(String path) {
        return Optional.ofNullable(documents.get(path));
    }

    /** Where a document is found under its hash: there it never changes. */
    static String url(String path, Document document) {
        return "/openapi/v3/%s?hash=%s".formatted(path, document.hash());
    }

    /** Swagger 2.0 of everything; both forms have one hash, as they say the same. */
    synchronized Document second(boolean protobuf) {
        if (second == null) {
            ObjectNode tree = OpenApiV2.of(whole(registry, serverVersion));
            Document json = Document.of("application/json", Json.bytes(tree));
            second = Map.of("json", json, "protobuf", new Document(PROTOBUF, GnosticV2.encode(tree), json.hash()));
        }
        return Objects.requireNonNull(second.get(protobuf ? "protobuf" : "json"));
    }

    /** All groups and versions as one OpenAPI v3 document. */
    static ObjectNode whole(ResourceRegistry registry, String serverVersion) {
        ObjectNode whole = documentOf(Map.of(), serverVersion);
        registry.groups()
                .forEach((group, versions) -> versions.forEach(version -> {
                    ObjectNode part = documentOf(Map.of(version, registry.in(group, version)), serverVersion);
                    Json.child(whole, "paths").setAll((ObjectNode) part.get("paths"));
                    ((ObjectNode) whole.at("/components/schemas")).setAll((ObjectNode) part.at("/components/schemas"));
                }));
        return whole;
    }

    private static ObjectNode documentOf(Map<String, List<ResourceDescriptor>> resources, String serverVersion) {
        ObjectNode document = Json.object().put("openapi", "3.0.0");
        document.putObject("info").put("title", "Kubernetes").put("version", serverVersion);
        ObjectNode paths = document.putObject("paths");
        ObjectNode components = document.putObject("components");
        ObjectNode schemas = components.putObject("schemas");
        OpenApiSchemas.meta(schemas);
        resources.forEach((version, kinds) -> kinds.forEach(resource -> {
            ObjectNode kind = OpenApiSchemas.kind(resource, version);
            schemas.set(OpenApiSchemas.name(resource, version, resource.kind()), kind);
            OpenApiSchemas.addParts(kind, schemas);
            schemas.set(
                    OpenApiSchemas.name(resource, version, resource.names().listKind()),
                    OpenApiSchemas.list(resource, version));
            new OpenApiPaths(resource, version).addTo(paths);
        }));
        components
                .putObject("securitySchemes")
                .putObject("BearerToken")
                .put("type", "apiKey")
                .put("description", "Bearer Token authentication")
                .put("name", "authorization")
                .put("in", "header");
        return document;
    }
}
