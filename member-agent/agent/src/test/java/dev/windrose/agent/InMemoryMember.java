package dev.windrose.agent;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.windrose.kubeapi.access.Authorizer;
import dev.windrose.kubeapi.access.Caller;
import dev.windrose.kubeapi.access.StaticTokenAuthenticator;
import dev.windrose.kubeapi.http.KubeApi;
import dev.windrose.kubeapi.resource.CoreKinds;
import dev.windrose.kubeapi.resource.ResourceDescriptor;
import dev.windrose.kubeapi.resource.ResourceRegistry;
import dev.windrose.kubeapi.service.KubeService;
import dev.windrose.kubeapi.store.InMemoryResourceStore;
import dev.windrose.wire.CertificateAuthority;
import dev.windrose.wire.Keys;
import dev.windrose.wire.Pem;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** A member's API with the core kinds in memory, over HTTPS on a free port of loopback. */
public final class InMemoryMember implements AutoCloseable {
    private final Vertx vertx = Vertx.vertx();
    private final Path kubeconfig;

    public InMemoryMember(Path folder) {
        String token = UUID.randomUUID().toString();
        var service = new KubeService(registry(), new InMemoryResourceStore());
        KubeApi api = KubeApi.builder()
                .service(service)
                .authenticator(new StaticTokenAuthenticator(Map.of(token, new Caller("agent", List.of()))))
                .authorizer(Authorizer.allowAll())
                .build();
        CertificateAuthority ca = CertificateAuthority.create(Instant.now());
        KeyPair keys = Keys.generate();
        String certificate = Pem.ofCertificate(ca.signServer(List.of("127.0.0.1"), keys.getPublic(), Instant.now()));
        var options = new HttpServerOptions()
                .setSsl(true)
                .setKeyCertOptions(new PemKeyCertOptions()
                        .setKeyValue(Buffer.buffer(Pem.ofKey(keys.getPrivate())))
                        .setCertValue(Buffer.buffer(certificate)));
        HttpServer server =
                await(vertx.createHttpServer(options).requestHandler(api).listen(0, "127.0.0.1"));
        String authority = Base64.getEncoder()
                .encodeToString(Pem.ofCertificate(ca.certificate()).getBytes(UTF_8));
        String text = """
                apiVersion: v1
                kind: Config
                current-context: test
                clusters: [{name: test, cluster: {server: "https://127.0.0.1:%d", certificate-authority-data: %s}}]
                users: [{name: agent, user: {token: "%s"}}]
                contexts: [{name: test, context: {cluster: test, user: agent}}]
                """.formatted(server.actualPort(), authority, token);
        try {
            kubeconfig = Files.writeString(folder.resolve("kubeconfig"), text);
        } catch (IOException e) {
            throw new UncheckedIOException("writing a kubeconfig", e);
        }
    }

    private static ResourceRegistry registry() {
        var kinds = new ArrayList<>(CoreKinds.all());
        kinds.add(ResourceDescriptor.core("autoscaling", "v2", "HorizontalPodAutoscaler", "horizontalpodautoscalers")
                .statusSubresource()
                .build());
        return ResourceRegistry.of(kinds);
    }

    public Path kubeconfig() {
        return kubeconfig;
    }

    private static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException("the in-memory member did not start or stop", e);
        }
    }

    @Override
    public void close() {
        await(vertx.close());
    }
}
