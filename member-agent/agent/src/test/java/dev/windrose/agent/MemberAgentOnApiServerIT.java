package dev.windrose.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.windrose.agent.kube.Answer;
import dev.windrose.agent.kube.KindCatalog;
import dev.windrose.agent.kube.KubeApi;
import dev.windrose.agent.kube.MemberConnection;
import dev.windrose.placement.inventory.GpuInventory;
import dev.windrose.placement.inventory.GpuSource;
import dev.windrose.placement.member.MemberExtras;
import dev.windrose.placement.provisioning.Headroom;
import dev.windrose.placement.provisioning.Provisioner;
import dev.windrose.placement.provisioning.ProvisioningSignal;
import dev.windrose.placement.provisioning.ProvisioningSignal.Cause;
import dev.windrose.testing.KubeApiServer;
import dev.windrose.wire.ExtrasRow;
import dev.windrose.wire.InventoryRow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The agent in a member whose API is a real kube-apiserver, with the rights of deploy/agent-rbac.yaml and no others. */
class MemberAgentOnApiServerIT extends MemberAgentContract {
    private static final Path RIGHTS = Path.of("..", "..", "deploy", "agent-rbac.yaml");
    private static final Duration SOON = Duration.ofSeconds(30);
    private static KubeApiServer server;
    private static Path kubeconfig;

    @BeforeAll
    static void startServer() throws IOException {
        KubeApiServer.unavailable().ifPresent(why -> assumeTrue(false, why));
        server = KubeApiServer.start();
        try (var admin = MemberConnection.open(Optional.of(server.kubeconfig()), 4, Duration.ofSeconds(10))) {
            grantRights(admin.api());
            kubeconfig = server.kubeconfig("windrose-agent", tokenOf(admin.api()));
            OptionalObjects.define(admin.api());
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

    /** Objects that a real API server took, read with the rights of deploy/agent-rbac.yaml. */
    @Test
    void reportsDevicesThatDraDriversPublish() {
        try (var admin = MemberConnection.open(Optional.of(server.kubeconfig()), 4, Duration.ofSeconds(10))) {
            OptionalObjects.devices(admin.api(), "dra-1", 4, 1);

            await().atMost(SOON).untilAsserted(() -> {
                var gpus = lastInventory().stream()
                        .flatMap(row -> InventoryRow.decode(row).stream())
                        .filter(node -> node.name().equals("dra-1"))
                        .flatMap(node -> node.gpu().stream())
                        .toList();
                assertThat(gpus).hasSize(1);
                GpuInventory gpu = gpus.getFirst();
                assertThat(gpu.source()).isEqualTo(GpuSource.DRA);
                assertThat(gpu.product().name()).isEqualTo("H100");
                assertThat(gpu.usableMiB()).contains(81_559);
                assertThat(gpu.capacity()).isEqualTo(4);
                assertThat(gpu.unused()).isEqualTo(3);
            });
        }
    }

    @Test
    void reportsWhatAutoscalersMayAddAndWereRefused() {
        try (var admin = MemberConnection.open(Optional.of(server.kubeconfig()), 4, Duration.ofSeconds(10))) {
            OptionalObjects.autoscalers(admin.api(), Instant.now());

            await().atMost(SOON).untilAsserted(() -> {
                MemberExtras extras = ExtrasRow.decode(
                                lastInventory().stream().filter(ExtrasRow::is).toList())
                        .orElseThrow();
                assertThat(extras.provisioning().headroom())
                        .extracting(Headroom::name, Headroom::unit, Headroom::upTo)
                        .containsExactly(
                                tuple("gpu-a100", "nodes", OptionalLong.of(7)),
                                tuple("gpu-h100", "nodes", OptionalLong.of(0)),
                                tuple("karpenter-gpu", "nvidia.com/gpu", OptionalLong.of(8)));
                assertThat(extras.provisioning().signals())
                        .extracting(ProvisioningSignal::source, ProvisioningSignal::cause, ProvisioningSignal::name)
                        .containsExactly(
                                tuple(Provisioner.CLUSTER_AUTOSCALER, Cause.CAPACITY, "gpu-h100"),
                                tuple(Provisioner.KARPENTER, Cause.CAPACITY, "karpenter-gpu"));
            });
        }
    }
}
