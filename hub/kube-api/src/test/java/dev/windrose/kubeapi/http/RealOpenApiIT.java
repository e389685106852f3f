package dev.windrose.kubeapi.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.kubeapi.json.Json;
import dev.windrose.testing.KubeApiServer;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.PemTrustOptions;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** The decoder of our tests reads the protobuf of a real API server, and our encoder writes the same from its JSON. */
class RealOpenApiIT {
    @Test
    void ourEncoderSaysOfTheRealDocumentWhatTheRealOneSays() throws IOException {
        KubeApiServer.unavailable().ifPresent(why -> Assumptions.assumeTrue(false, why));
        var vertx = Vertx.vertx();
        try (var server = KubeApiServer.start()) {
            var json = (ObjectNode) Json.MAPPER.readTree(get(vertx, server, "application/json"));
            byte[] theirs = get(vertx, server, OpenApi.PROTOBUF);
            // Parameters that are shared by reference are the one thing that ours has not.
            json.remove("parameters");

            ObjectNode expected = GnosticReader.read(theirs);
            expected.remove("parameters");
            ObjectNode found = GnosticReader.read(GnosticV2.encode(json));

            assertThat(found.path("definitions").size()).isGreaterThan(500);
            assertThat(Json.same(found.path("definitions"), expected.path("definitions")))
                    .isTrue();
            assertThat(found.path("info")).isEqualTo(expected.path("info"));
            assertThat(found.path("securityDefinitions")).isEqualTo(expected.path("securityDefinitions"));
            assertThat(found.path("security")).isEqualTo(expected.path("security"));
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().join();
        }
    }

    private static byte[] get(Vertx vertx, KubeApiServer server, String accept) {
        var client = vertx.createHttpClient(new HttpClientOptions()
                .setSsl(true)
                .setVerifyHost(false)
                .setTrustOptions(new PemTrustOptions().addCertValue(Buffer.buffer(server.caPem()))));
        return client.request(new RequestOptions()
                        .setMethod(HttpMethod.GET)
                        .setAbsoluteURI(server.url() + "/openapi/v2")
                        .putHeader("Authorization", "Bearer " + server.adminToken())
                        .putHeader("Accept", accept))
                .compose(request -> request.send().compose(response -> response.body()))
                .map(Buffer::getBytes)
                .toCompletionStage()
                .toCompletableFuture()
                .orTimeout(60, TimeUnit.SECONDS)
                .join();
    }
}
