package dev.windrose.kubeapi.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.kubeapi.access.Authorizer;
import dev.windrose.kubeapi.access.Caller;
import dev.windrose.kubeapi.access.StaticTokenAuthenticator;
import dev.windrose.kubeapi.json.Json;
import dev.windrose.kubeapi.resource.CoreKinds;
import dev.windrose.kubeapi.resource.PrinterColumn;
import dev.windrose.kubeapi.resource.ResourceDescriptor;
import dev.windrose.kubeapi.resource.ResourceRegistry;
import dev.windrose.kubeapi.resource.Scale;
import dev.windrose.kubeapi.service.KubeService;
import dev.windrose.kubeapi.store.InMemoryResourceStore;
import dev.windrose.kubeapi.store.ResourceStore;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PfxOptions;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A server with a custom kind (Widget) and the core kinds, on a free port of loopback. */
final class DemoServer implements AutoCloseable {
    static final String TOKEN = "a-token-for-tests-only";

    static final String WIDGET_SCHEMA = """
            {"type": "object", "description": "Widget is a thing to test with.", "required": ["spec"], "properties": {
              "spec": {"type": "object", "description": "What it should be.", "required": ["size"], "properties": {
                "size": {"type": "integer", "minimum": 1, "description": "How large."},
                "color": {"type": "string", "enum": ["red", "green"], "default": "red"},
                "replicas": {"type": "integer", "default": 1},
                "parts": {"type": "array", "x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": ["name"],
                  "items": {"type": "object", "required": ["name"], "properties": {
                    "name": {"type": "string"}, "weight": {"type": "integer"}}}}}},
              "status": {"type": "object", "properties": {
                "phase": {"type": "string"}, "replicas": {"type": "integer"},
                "conditions": {"type": "array", "x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": ["type"],
                  "items": {"type": "object", "required": ["type", "status"], "properties": {
                    "type": {"type": "string"}, "status": {"type": "string"}}}}}}}}
            """;

    private final Vertx vertx = Vertx.vertx();
    private final TestCertificate certificate = TestCertificate.shared();
    private final HttpServer server;
    private final dev.windrose.kubeapi.service.GarbageCollector garbage;
    final KubeService service;

    DemoServer() {
        this(new InMemoryResourceStore());
    }

    DemoServer(ResourceStore store) {
        var kinds = new ArrayList<ResourceDescriptor>(CoreKinds.all());
        kinds.add(widget());
        kinds.add(gadget());
        service = new KubeService(ResourceRegistry.of(kinds), store);
        garbage = service.collectGarbage();
        var api = KubeApi.builder()
                .service(service)
                .authenticator(new StaticTokenAuthenticator(Map.of(TOKEN, new Caller("tester", List.of("testers")))))
                .authorizer(Authorizer.allowAll())
                .build();
        var options = new HttpServerOptions()
                .setSsl(true)
                .setKeyCertOptions(new PfxOptions()
                        .setPath(certificate.keyStore.toString())
                        .setPassword(TestCertificate.PASSWORD));
        server = await(vertx.createHttpServer(options).requestHandler(api).listen(0, "127.0.0.1"));
        for (String namespace : List.of("default", "other")) {
            createNamespace(namespace);
        }
    }

    static ResourceDescriptor widget() {
        return ResourceDescriptor.custom("demo.windrose.dev", "v1", "Widget", "widgets", Json.readObject(WIDGET_SCHEMA))
                .shortNames("wi")
                .categories("demo")
                .statusSubresource()
                .scale(new Scale(".spec.replicas", ".status.replicas", ""))
                .column("Size", "integer", ".spec.size")
                .column("Ready", "string", ".status.conditions[?(@.type==\"Ready\")].status")
                .selectableFields("spec.color", "spec.size", "status.phase")
                .wideColumn("Color", "string", ".spec.color")
                .column(PrinterColumn.age())
                .build();
    }

    /** The same for a cluster. */
    static ResourceDescriptor gadget() {
        return ResourceDescriptor.custom("demo.windrose.dev", "v1", "Gadget", "gadgets", Json.readObject(WIDGET_SCHEMA))
                .clusterScoped()
                .statusSubresource()
                .build();
    }

    private void createNamespace(String name) {
        ObjectNode namespace = Json.object().put("apiVersion", "v1").put("kind", "Namespace");
        namespace.putObject("metadata").put("name", name);
        service.client("test")
                .resource("", "namespaces")
                .create(namespace)
                .toCompletableFuture()
                .join();
    }

    private static <T> T await(io.vertx.core.Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    int port() {
        return server.actualPort();
    }

    String url() {
        return "https://127.0.0.1:" + port();
    }

    String caPem() {
        return certificate.pem;
    }

    /** A kubeconfig for this server, as text. */
    String kubeconfig() {
        String ca = Base64.getEncoder().encodeToString(caPem().getBytes(StandardCharsets.UTF_8));
        return """
                apiVersion: v1
                kind: Config
                clusters: [{name: demo, cluster: {server: "%s", certificate-authority-data: %s}}]
                users: [{name: tester, user: {token: %s}}]
                contexts: [{name: demo, context: {cluster: demo, user: tester, namespace: default}}]
                current-context: demo
                """.formatted(url(), ca, TOKEN);
    }

    @Override
    public void close() {
        garbage.close();
        await(vertx.close());
    }
}
