package dev.windrose.kubeapi.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.kubeapi.resource.ResourceDescriptor;
import dev.windrose.kubeapi.schema.FieldError;
import dev.windrose.kubeapi.schema.Pruning;
import dev.windrose.kubeapi.schema.Validation;
import dev.windrose.kubeapi.service.ListRequest;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Thousands of requests that nobody should send, at every endpoint; a failure names the seed of its request. */
@Timeout(600)
class RandomRequestsIT {
    private static final int REQUESTS = 12_000;
    private static final int BATCH = 200;

    @Test
    void everyAnswerIsAStatusOrASuccessAndNothingWrongIsStored() throws Exception {
        try (var server = new DemoServer();
                var connection = new RawConnection(() -> open(server))) {
            var api = api(server);
            var codes = new TreeMap<Integer, Integer>();
            for (int from = 0; from < REQUESTS; from += BATCH) {
                RequestOracle.checkAll(from, from + BATCH, api, connection, codes);
                assertThat(faultsIn(server)).isEmpty();
            }
            // Neither side of the API may be starved, or nothing deep is reached.
            assertThat(codes.size() == 1
                            || codes.keySet().containsAll(List.of(200, 201, 400, 401, 404, 405, 409, 415, 422)))
                    .as("answers by code: %s", codes)
                    .isTrue();
            var health = new RandomRequest("GET", "/readyz", List.of("Host: localhost"), new byte[0]);
            assertThat(connection.send(health).text()).isEqualTo("ok");
        }
    }

    private static Socket open(DemoServer server) throws Exception {
        return WriteClient.trusting(server.caPem()).getSocketFactory().createSocket("127.0.0.1", server.port());
    }

    private static RandomRequest.Api api(DemoServer server) {
        var collections = new ArrayList<String>();
        var kinds = new ArrayList<String>();
        for (ResourceDescriptor kind : server.service.registry().all()) {
            String base = (kind.group().isEmpty() ? "/api/" : "/apis/" + kind.group() + "/") + kind.version();
            collections.add(base + "/" + kind.plural());
            if (kind.namespaced()) {
                collections.add(base + "/namespaces/default/" + kind.plural());
                collections.add(base + "/namespaces/other/" + kind.plural());
                collections.add(base + "/namespaces/none/" + kind.plural());
            }
            kinds.add(kind.apiVersion() + " " + kind.kind());
        }
        collections.addAll(List.of(
                "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews",
                "/apis/authorization.k8s.io/v1/selfsubjectrulesreviews",
                "/apis/authentication.k8s.io/v1/selfsubjectreviews"));
        var documents = List.of(
                "/",
                "",
                "/api",
                "/apis",
                "/api/v1",
                "/apis/apps",
                "/apis/apps/v1",
                "/openapi/v3",
                "/openapi/v2",
                "/openapi/v3/apis/apps/v1",
                "/openapi/v3/nothing",
                "/version",
                "/livez",
                "/readyz",
                "/healthz",
                "/metrics",
                "/apis/nowhere.dev/v1/things",
                "*",
                "http://localhost/api");
        return new RandomRequest.Api(
                collections,
                kinds,
                documents,
                "/apis/demo.windrose.dev/v1/namespaces/default/widgets",
                "demo.windrose.dev/v1 Widget",
                DemoServer.TOKEN);
    }

    /** What is stored and breaks its schema, or holds fields that the schema does not know. */
    private static List<String> faultsIn(DemoServer server) {
        var faults = new ArrayList<String>();
        for (ResourceDescriptor kind : server.service.registry().all()) {
            var all = server.service
                    .list(kind, ListRequest.all())
                    .toCompletableFuture()
                    .join();
            for (ObjectNode object : all.items()) {
                for (FieldError error : Validation.validate(kind.schema(), object, Optional.empty())) {
                    faults.add(object + ": " + error);
                }
                Pruning.prune(kind.schema(), object)
                        .unknownFields()
                        .forEach(field -> faults.add(object + ": " + field));
            }
        }
        return faults;
    }
}
