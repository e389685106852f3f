package dev.windrose.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.windrose.agent.kube.Answer;
import dev.windrose.agent.kube.KindCatalog;
import dev.windrose.agent.kube.KubeApi;
import dev.windrose.agent.kube.MemberConnection;
import dev.windrose.testing.KubeApiServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The agent in a member whose API is a real kube-apiserver, with the rights of deploy/agent-rbac.yaml and no others. */
class MemberAgentOnApiServerIT extends MemberAgentContract {
    private static final Path RIGHTS = Path.of("..", "..", "deploy", "agent-rbac.yaml");
    private static KubeApiServer server;
    private static Path kubeconfig;

    @BeforeAll
    static void startServer() throws IOException {
        KubeApiServer.unavailable().ifPresent(why -> assumeTrue(false, why));
        server = KubeApiServer.start();
        try (var admin = MemberConnection.open(Optional.of(server.kubeconfig()), 4, Duration.ofSeconds(10))) {
            grantRights(admin.api());
            kubeconfig = server.kubeconfig("windrose-agent", tokenOf(admin.api()));
        }
    }

    private static void grantRights(KubeApi api) throws IOException {
        var kinds = new KindCatalog(api);
        var yaml = new YAMLMapper();
        try (var documents = yaml.readerFor(JsonNode.class).<JsonNode>readValues(Files.readString(RIGHTS))) {
            while (documents.hasNext()) {
                JsonNode document = documents.next();
                var found = kinds.find(
                        document.path("apiVersion").asText(),
                        document.path("kind").asText());
                assertThat(found)
                        .isInstanceOfSatisfying(
                                KindCatalog.Found.Served.class,
                                served -> assertThat(api.create(
                                                served.kind()
                                                        .path(document.path("metadata")
                                                                .path("namespace")
                                                                .asText()),
                                                document))
                                        .isInstanceOf(Answer.Ok.class));
            }
        }
    }

    private static String tokenOf(KubeApi api) {
        var request = new ObjectMapper()
                .createObjectNode()
                .put("apiVersion", "authentication.k8s.io/v1")
                .put("kind", "TokenRequest");
        request.putObject("spec").put("expirationSeconds", 3_600);
        Answer answer = api.create("/api/v1/namespaces/windrose-system/serviceaccounts/windrose-agent/token", request);
        assertThat(answer).isInstanceOf(Answer.Ok.class);
        return ((Answer.Ok) answer).body().path("status").path("token").asText();
    }

    @AfterAll
    static void stopServer() {
        if (server != null) {
            server.close();
        }
    }

    @Override
    Path kubeconfig() {
        return kubeconfig;
    }

    @Override
    Path adminKubeconfig() {
        return server.kubeconfig();
    }
}
