package dev.windrose.hub.rest;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.hub.fleet.Json;
import dev.windrose.kubeapi.resource.ResourceDescriptor;
import dev.windrose.kubeapi.service.KubeService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import java.util.List;

/** {@code /api/v1/fleet}: the summary, and the list of everything that is served. */
@ApplicationScoped
public class FleetRest implements Endpoints {
    private static final List<String> DOCUMENTS = List.of(
            "/api", "/api/v1", "/apis", "/apis/{group}", "/apis/{group}/{version}", "/openapi/v2", "/openapi/v3");
    private static final List<String> PUBLIC = List.of("/version", "/healthz", "/livez", "/readyz");

    private final FleetSummary summary;
    private final KubeService kinds;
    private final Instance<Endpoints> features;

    public FleetRest(FleetSummary summary, KubeService kinds, Instance<Endpoints> features) {
        this.summary = summary;
        this.kinds = kinds;
        this.features = features;
    }

    @Override
    public List<Endpoint> endpoints() {
        return List.of(
                Endpoint.get(
                        "/api/v1/fleet/summary",
                        Right.GET,
                        "Clusters by state, GPUs, workloads by condition, cost, pauses, plan and prices.",
                        call -> call.json(summary.of(call))),
                Endpoint.get(
                        "/api/v1/fleet/endpoints",
                        Right.GET,
                        "Every endpoint that this hub serves, and the right that each needs.",
                        call -> call.json(list())));
    }

    private ObjectNode list() {
        var body = Json.MAPPER.createObjectNode();
        var all = body.putArray("endpoints");
        features.stream().flatMap(feature -> feature.endpoints().stream()).forEach(endpoint -> {
            var one = line(all, endpoint.method(), endpoint.template());
            right(one, endpoint.right());
            one.put("summary", endpoint.summary());
        });
        DOCUMENTS.forEach(path -> right(line(all, "GET", path), Right.GET));
        PUBLIC.forEach(path -> line(all, "GET", path).put("right", "anybody"));
        kinds.registry().all().forEach(kind -> kind(all, kind));
        return body;
    }

    private static ObjectNode line(ArrayNode all, String method, String path) {
        return all.addObject().put("method", method).put("path", path);
    }

    private static void right(ObjectNode one, Right right) {
        switch (right) {
            case Right.OfPath(String verb) -> one.put("right", "path").put("verb", verb);
            case Right.OfResource(String verb, String resource, String subresource) ->
                one.put("right", "resource")
                        .put("verb", verb)
                        .put("resource", subresource.isEmpty() ? resource : resource + "/" + subresource);
        }
    }

    private static void kind(ArrayNode all, ResourceDescriptor kind) {
        var root = kind.group().isEmpty() ? "/api/" + kind.version() : "/apis/" + kind.apiVersion();
        var collection =
                kind.namespaced() ? root + "/namespaces/{namespace}/" + kind.plural() : root + "/" + kind.plural();
        for (var verb : kind.verbs()) {
            var single = List.of("get", "update", "patch", "delete").contains(verb);
            var path = single ? collection + "/{name}" : collection;
            resource(line(all, method(verb), path), verb, kind, "");
            if (kind.namespaced() && List.of("list", "watch").contains(verb)) {
                resource(line(all, "GET", root + "/" + kind.plural()), verb, kind, "");
            }
        }
        for (var verb : List.of("get", "update", "patch")) {
            if (kind.hasStatusSubresource()) {
                resource(line(all, method(verb), collection + "/{name}/status"), verb, kind, "status");
            }
            if (kind.scale().isPresent()) {
                resource(line(all, method(verb), collection + "/{name}/scale"), verb, kind, "scale");
            }
        }
    }

    private static void resource(ObjectNode one, String verb, ResourceDescriptor kind, String subresource) {
        one.put("right", "resource")
                .put("verb", verb)
                .put("group", kind.group())
                .put("resource", subresource.isEmpty() ? kind.plural() : kind.plural() + "/" + subresource)
                .put("namespaced", kind.namespaced());
    }

    private static String method(String verb) {
        return switch (verb) {
            case "create" -> "POST";
            case "update" -> "PUT";
            case "patch" -> "PATCH";
            case "delete", "deletecollection" -> "DELETE";
            default -> "GET";
        };
    }
}
