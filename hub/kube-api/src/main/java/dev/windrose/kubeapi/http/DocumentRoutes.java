package dev.windrose.kubeapi.http;

import dev.windrose.kubeapi.json.Json;
import dev.windrose.kubeapi.resource.ResourceRegistry;
import dev.windrose.kubeapi.status.Failures;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** What the API says of itself: discovery and OpenAPI. Clients keep these documents, by their hash or their ETag. */
final class DocumentRoutes {
    private static final String PUBLIC = "public";
    private static final String FOREVER = "public, immutable";
    private static final String CHECKED = "no-cache, private";

    private final Discovery discovery;
    private final OpenApi openApi;
    private final Map<String, Document> aggregated = new HashMap<>();

    DocumentRoutes(ResourceRegistry registry, String serverVersion) {
        this.discovery = new Discovery(registry);
        this.openApi = new OpenApi(registry, serverVersion);
        for (String version : List.of("v2", "v2beta1")) {
            for (boolean core : List.of(true, false)) {
                String type = "application/json;g=apidiscovery.k8s.io;v=%s;as=APIGroupDiscoveryList".formatted(version);
                aggregated.put(version + core, Document.of(type, Json.bytes(discovery.aggregated(core, version))));
            }
        }
    }

    /** @param segments of the path; the first is api, apis or openapi */
    void serve(Exchange exchange, List<String> segments) {
        String first = segments.isEmpty() ? "" : segments.getFirst();
        switch (first) {
            case "api", "apis" -> discovery(exchange, segments, first.equals("api"));
            case "openapi" -> openApi(exchange, segments);
            default -> throw Failures.noSuchPath();
        }
    }

    private void discovery(Exchange exchange, List<String> segments, boolean core) {
        if (segments.size() == 1) {
            groups(exchange, core);
        } else if (core && segments.size() == 2) {
            exchange.send(200, discovery.resources("", segments.get(1)));
        } else if (!core && segments.size() == 2) {
            exchange.send(200, discovery.group(segments.get(1)));
        } else if (!core && segments.size() == 3) {
            exchange.send(200, discovery.resources(segments.get(1), segments.get(2)));
        } else {
            throw Failures.noSuchPath();
        }
    }

    private void groups(Exchange exchange, boolean core) {
        Accept accept = exchange.accept();
        if (accept.as() == Accept.As.DISCOVERY) {
            exchange.sendDocument(Objects.requireNonNull(aggregated.get(accept.version() + core)), PUBLIC);
        } else {
            exchange.send(200, core ? discovery.legacyCore(exchange.reachedAt()) : discovery.legacyGroups());
        }
    }

    private void openApi(Exchange exchange, List<String> segments) {
        if (segments.equals(List.of("openapi", "v2"))) {
            exchange.sendDocument(openApi.second(wantsProtobuf(exchange)), CHECKED);
        } else if (segments.equals(List.of("openapi", "v3"))) {
            requireJson(exchange);
            exchange.sendDocument(openApi.index(), CHECKED);
        } else if (segments.size() > 2 && segments.get(1).equals("v3")) {
            requireJson(exchange);
            third(exchange, String.join("/", segments.subList(2, segments.size())));
        } else {
            throw Failures.noSuchPath();
        }
    }

    /** Under its hash a document may be kept for ever; under another hash it is somewhere else. */
    private void third(Exchange exchange, String path) {
        Document document = openApi.document(path).orElseThrow(Failures::noSuchPath);
        String hash = exchange.query().text("hash");
        if (hash.isEmpty()) {
            exchange.sendDocument(document, CHECKED);
        } else if (hash.equals(document.hash())) {
            exchange.sendDocument(document, FOREVER);
        } else {
            exchange.redirect(OpenApi.url(path, document));
        }
    }

    /** The first of what is accepted that can be given; protobuf has two spellings, of which the older is no media type. */
    private static boolean wantsProtobuf(Exchange exchange) {
        for (String range : accepted(exchange)) {
            if (range.equals(OpenApi.PROTOBUF) || range.equals(OpenApi.PROTOBUF.replace("v2.v1", "v2@v1"))) {
                return true;
            }
            if (isJson(range)) {
                return false;
            }
        }
        throw Failures.notAcceptable("application/json, " + OpenApi.PROTOBUF);
    }

    private static void requireJson(Exchange exchange) {
        if (accepted(exchange).stream().noneMatch(DocumentRoutes::isJson)) {
            throw Failures.notAcceptable("application/json");
        }
    }

    private static boolean isJson(String range) {
        return range.equals("application/json") || range.equals("*/*") || range.equals("application/*");
    }

    private static List<String> accepted(Exchange exchange) {
        String header = exchange.header("Accept");
        if (header == null || header.isBlank()) {
            return List.of("*/*");
        }
        return List.of(header.split(",", -1)).stream()
                .map(range -> range.replaceFirst(";.*", "").strip().toLowerCase(Locale.ROOT))
                .toList();
    }
}
