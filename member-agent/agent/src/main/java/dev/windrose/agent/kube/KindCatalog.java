package dev.windrose.agent.kube;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Where a kind is served: the few that every workload uses are known, others are asked for once by discovery. What is
 * not served is not remembered: its CustomResourceDefinition may come a moment later.
 */
public final class KindCatalog {

    /** What became of the question. */
    public sealed interface Found {
        record Served(ResourceKind kind) implements Found {}

        /** The API server says that there is no such kind, hence no object of it. */
        record NotServed(String why) implements Found {}

        /** The API server did not say. */
        record Unknown(String why) implements Found {}
    }

    private final KubeApi api;
    private final Map<String, ResourceKind> known;

    public KindCatalog(KubeApi api) {
        this.api = api;
        this.known = new ConcurrentHashMap<>(Stream.of(
                        ResourceKind.NAMESPACE,
                        ResourceKind.SECRET,
                        ResourceKind.CONFIG_MAP,
                        ResourceKind.SERVICE,
                        ResourceKind.DEPLOYMENT)
                .collect(Collectors.toMap(kind -> key(kind.apiVersion(), kind.kind()), Function.identity())));
    }

    /** What was found before, without asking. */
    public Optional<ResourceKind> known(String apiVersion, String kind) {
        return Optional.ofNullable(known.get(key(apiVersion, kind)));
    }

    /** What serves this kind; asks the API server when it is not known yet. */
    public Found find(String apiVersion, String kind) {
        ResourceKind seen = known.get(key(apiVersion, kind));
        if (seen != null) {
            return new Found.Served(seen);
        }
        String path = (apiVersion.indexOf('/') < 0 ? "/api/" : "/apis/") + apiVersion;
        return switch (api.get(path)) {
            case Answer.Ok(int _, JsonNode body) -> pick(apiVersion, kind, body);
            case Answer.Refused refused when refused.isNotFound() -> new Found.NotServed(unserved(apiVersion, kind));
            case Answer.Refused refused -> new Found.Unknown(refused.explain());
            case Answer.Unreachable unreachable -> new Found.Unknown(unreachable.explain());
        };
    }

    private Found pick(String apiVersion, String kind, JsonNode list) {
        for (JsonNode resource : list.path("resources")) {
            String plural = resource.path("name").asText();
            if (resource.path("kind").asText().equals(kind) && plural.indexOf('/') < 0) {
                var found = new ResourceKind(
                        apiVersion, kind, plural, resource.path("namespaced").asBoolean());
                known.put(key(apiVersion, kind), found);
                return new Found.Served(found);
            }
        }
        return new Found.NotServed(unserved(apiVersion, kind));
    }

    private static String unserved(String apiVersion, String kind) {
        return "This cluster serves no %s in %s. Maybe its CustomResourceDefinition is not installed."
                .formatted(kind, apiVersion);
    }

    private static String key(String apiVersion, String kind) {
        return apiVersion + "/" + kind;
    }
}
