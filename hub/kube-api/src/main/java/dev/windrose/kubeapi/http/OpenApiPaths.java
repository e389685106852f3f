package dev.windrose.kubeapi.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.kubeapi.json.Json;
import dev.windrose.kubeapi.resource.ResourceDescriptor;
import dev.windrose.kubeapi.service.PatchType;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The paths of one kind in OpenAPI v3. */
record OpenApiPaths(ResourceDescriptor resource, String version) {
    private static final List<String> WRITE = List.of("dryRun", "fieldManager", "fieldValidation");
    private static final List<String> DELETE =
            List.of("dryRun", "gracePeriodSeconds", "orphanDependents", "propagationPolicy");
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
    private static final Set<String> FLAGS =
            Set.of("force", "watch", "allowWatchBookmarks", "sendInitialEvents", "orphanDependents");
    private static final Set<String> NUMBERS = Set.of("limit", "timeoutSeconds", "gracePeriodSeconds");
    private static final String SCALE = "io.k8s.api.autoscaling.v1.Scale";

    void addTo(ObjectNode paths) {
        String root = resource.group().isEmpty() ? "/api/" + version : "/apis/" + resource.group() + "/" + version;
        String collection = root + (resource.namespaced() ? "/namespaces/{namespace}/" : "/") + resource.plural();
        if (resource.namespaced()) {
            operation(item(paths, root + "/" + resource.plural()), "get", "list", "ForAllNamespaces", LIST);
        }
        ObjectNode all = item(paths, collection);
        operation(all, "get", "list", "", LIST);
        operation(all, "post", "post", "", WRITE);
        operation(all, "delete", "deletecollection", "", concat(LIST, DELETE));
        single(paths, collection + "/{name}", "");
        if (resource.hasStatusSubresource()) {
            single(paths, collection + "/{name}/status", "Status");
        }
        if (resource.scale().isPresent()) {
            single(paths, collection + "/{name}/scale", "Scale");
        }
    }

    private void single(ObjectNode paths, String path, String part) {
        ObjectNode one = item(paths, path);
        operation(one, "get", "get", part, List.of("resourceVersion"));
        operation(one, "put", "put", part, WRITE);
        operation(one, "patch", "patch", part, concat(WRITE, List.of("force")));
        if (part.isEmpty()) {
            operation(one, "delete", "delete", part, DELETE);
        }
    }

    private static List<String> concat(List<String> first, List<String> second) {
        return Stream.concat(first.stream(), second.stream()).toList();
    }

    private static ObjectNode item(ObjectNode paths, String path) {
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
        parameter
                .putObject("schema")
                .put("type", FLAGS.contains(name) ? "boolean" : NUMBERS.contains(name) ? "integer" : "string")
                .put("uniqueItems", true);
        return parameter;
    }

    /** @param part Status or Scale for a subresource, ForAllNamespaces for a list of all, else empty */
    private void operation(ObjectNode item, String method, String action, String part, List<String> query) {
        String verb = switch (action) {
            case "post" -> "create";
            case "put" -> "update";
            default -> action;
        };
        if (!resource.verbs().contains(verb)) {
            return;
        }
        ObjectNode operation = item.putObject(method);
        operation.putArray("tags").add(decapitalised(group()) + "_" + version);
        operation.put("description", "%s of kind %s".formatted(action, resource.kind()));
        operation.put("operationId", operationId(action, part));
        if (!query.isEmpty()) {
            ArrayNode parameters = operation.putArray("parameters");
            query.forEach(name -> parameters.add(parameter(name, "query")));
        }
        body(operation, action, part);
        responses(operation, action, part);
        operation.put("x-kubernetes-action", action);
        boolean scale = part.equals("Scale");
        operation
                .putObject("x-kubernetes-group-version-kind")
                .put("group", scale ? "autoscaling" : resource.group())
                .put("kind", scale ? "Scale" : resource.kind())
                .put("version", scale ? "v1" : version);
    }

    private String operationId(String action, String part) {
        String verb = switch (action) {
            case "get" -> "read";
            case "post" -> "create";
            case "put" -> "replace";
            case "deletecollection" -> "deleteCollection";
            default -> action;
        };
        String where = resource.namespaced() && !part.equals("ForAllNamespaces") ? "Namespaced" : "";
        return verb + group() + capitalised(version) + where + resource.kind() + part;
    }

    /** {@code fleet.windrose.dev} is FleetWindroseDev, the group without a name is Core. */
    private String group() {
        return resource.group().isEmpty()
                ? "Core"
                : Arrays.stream(resource.group().split("[.-]", -1))
                        .map(OpenApiPaths::capitalised)
                        .collect(Collectors.joining());
    }

    private static String capitalised(String text) {
        return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
    }

    private static String decapitalised(String text) {
        return text.substring(0, 1).toLowerCase(Locale.ROOT) + text.substring(1);
    }

    private String schema(String action, String part) {
        return switch (action) {
            case "list" ->
                OpenApiSchemas.name(resource, version, resource.names().listKind());
            case "delete", "deletecollection" -> OpenApiSchemas.META + "Status";
            default -> part.equals("Scale") ? SCALE : OpenApiSchemas.name(resource, version, resource.kind());
        };
    }

    private void responses(ObjectNode operation, String action, String part) {
        ObjectNode responses = operation.putObject("responses");
        List<String> codes = switch (action) {
            case "post", "put", "patch" -> List.of("200", "201");
            default -> List.of("200");
        };
        for (String code : codes) {
            ObjectNode content = responses
                    .putObject(code)
                    .put("description", code.equals("200") ? "OK" : "Created")
                    .putObject("content");
            for (String type : List.of("application/json", "application/yaml")) {
                content.putObject(type).set("schema", OpenApiSchemas.ref(schema(action, part)));
            }
        }
        responses.putObject("401").put("description", "Unauthorized");
    }

    private void body(ObjectNode operation, String action, String part) {
        List<String> types = switch (action) {
            case "post", "put", "delete", "deletecollection" -> List.of("*/*");
            case "patch" -> List.of(PatchType.accepted(resource.builtIn()).split(", ", -1));
            default -> List.of();
        };
        if (types.isEmpty()) {
            return;
        }
        String schema = switch (action) {
            case "patch" -> OpenApiSchemas.META + "Patch";
            case "delete", "deletecollection" -> OpenApiSchemas.META + "DeleteOptions";
            default -> schema(action, part);
        };
        ObjectNode body = operation.putObject("requestBody");
        if (!action.startsWith("delete")) {
            body.put("required", true);
        }
        ObjectNode content = body.putObject("content");
        types.forEach(type -> content.putObject(type).set("schema", OpenApiSchemas.ref(schema)));
    }
}
