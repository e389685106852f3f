package dev.windrose.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.agent.apply.ApplyPolicy;
import dev.windrose.agent.kube.Answer;
import dev.windrose.agent.kube.KubeApi;
import dev.windrose.agent.kube.MemberConnection;
import dev.windrose.agent.kube.ResourceKind;
import dev.windrose.protocol.Body;
import dev.windrose.protocol.Digest;
import dev.windrose.protocol.Generation;
import dev.windrose.protocol.Manifest;
import dev.windrose.protocol.ObjectKey;
import dev.windrose.protocol.ObjectResult;
import dev.windrose.protocol.SectionName;
import dev.windrose.protocol.WorkloadStatus;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the agent does in a member, whatever serves the member's API. Each test works in a namespace of its own. */
abstract class MemberAgentContract {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final AtomicInteger NAMESPACES = new AtomicInteger();
    private final Map<String, WorkloadStatus> statuses = new ConcurrentHashMap<>();
    private final List<List<String>> inventories = new CopyOnWriteArrayList<>();
    private final Map<String, AtomicInteger> writes = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> passes = new ConcurrentHashMap<>();
    private final AtomicInteger drift = new AtomicInteger();
    private final String namespace = "team-" + NAMESPACES.incrementAndGet();
    private MemberConnection member;
    private MemberConnection admin;
    private KubeApi api;
    private MemberAgent agent;
    private static long generation = 1;

    /** The kubeconfig of a member that all tests of the class share. */
    abstract Path kubeconfig();

    /** The kubeconfig of somebody who may do all the things that a test does to the agent's objects. */
    Path adminKubeconfig() {
        return kubeconfig();
    }

    @BeforeEach
    void start() {
        member = MemberConnection.open(Optional.of(kubeconfig()), 16, Duration.ofSeconds(10));
        admin = MemberConnection.open(Optional.of(adminKubeconfig()), 16, Duration.ofSeconds(10));
        api = admin.api();
        agent = begin(member.api());
    }

    @AfterEach
    void stop() {
        advance(); // the next test begins with nothing of ours
        agent.close();
        member.close();
        admin.close();
    }

    private MemberAgent begin(KubeApi to) {
        var meter = new MemberAgent.Meter() {
            @Override
            public void passed(String loop, Duration took) {
                passes.computeIfAbsent(loop, _ -> new AtomicInteger()).incrementAndGet();
            }

            @Override
            public void write(String kind, String result) {
                writes.computeIfAbsent(result, _ -> new AtomicInteger()).incrementAndGet();
            }

            @Override
            public void driftRepaired(String kind) {
                drift.incrementAndGet();
            }
        };
        var settings = new MemberAgent.Settings(
                new ApplyPolicy(List.of()),
                "restricted",
                Duration.ofSeconds(2),
                Duration.ofMillis(100),
                Duration.ofMillis(20),
                Duration.ofSeconds(1));
        var begun = new MemberAgent(to, settings, new MemberAgent.Outputs(this::take, inventories::add), meter);
        begun.start();
        begun.restored();
        return begun;
    }

    /** The rows reported last; none before. */
    final List<String> lastInventory() {
        return inventories.isEmpty() ? List.of() : inventories.getLast();
    }

    private void take(Collection<WorkloadStatus> reported) {
        reported.forEach(status -> statuses.put(status.workloadUid(), status));
    }

    @Test
    void makesNamespaceAndObjectsAndStampsThem() {
        List<ObjectResult> failures = advance(deployment("chat", 2), service("chat"));

        assertThat(failures).isEmpty();
        JsonNode live = get(ResourceKind.DEPLOYMENT, "chat");
        assertThat(live.path("metadata")
                        .path("labels")
                        .path("windrose.dev/managed-by")
                        .asText())
                .isEqualTo("windrose");
        assertThat(live.path("metadata")
                        .path("annotations")
                        .path("windrose.dev/generation")
                        .asText())
                .isEqualTo("1." + generation);
        JsonNode labels =
                find(ResourceKind.NAMESPACE, "", namespace).path("metadata").path("labels");
        assertThat(labels.path("pod-security.kubernetes.io/enforce").asText()).isEqualTo("restricted");
    }

    @Test
    void doesNotWriteWhatIsThereAlready() {
        advance(deployment("chat", 2), service("chat"));
        String version = versionOf(ResourceKind.DEPLOYMENT, "chat");
        writes.clear();

        advance(deployment("chat", 2), service("chat"), configMap("extra", "v"));

        assertThat(versionOf(ResourceKind.DEPLOYMENT, "chat")).isEqualTo(version);
        assertThat(writes).doesNotContainKeys("changed", "removed", "refused", "failed");
        assertThat(writes.get("made")).hasValue(1);
    }

    @Test
    void leavesForeignObjectsAloneAndSaysSo() {
        advance(configMap("ours", "v"));
        ObjectNode foreign = configMap("settings", "theirs").body();
        ((ObjectNode) foreign.path("metadata")).remove("labels");
        api.create(ResourceKind.CONFIG_MAP.path(namespace), foreign);

        List<ObjectResult> failures = advance(configMap("ours", "v"), configMap("settings", "ours"));

        assertThat(failures)
                .filteredOn(result -> result.key().value().contains(namespace))
                .singleElement()
                .isInstanceOfSatisfying(ObjectResult.Failed.class, failed -> {
                    assertThat(failed.key().value()).isEqualTo("v1/ConfigMap/" + namespace + "/settings");
                    assertThat(failed.reason()).contains("not Windrose's");
                });
        assertThat(get(ResourceKind.CONFIG_MAP, "settings")
                        .path("data")
                        .path("k")
                        .asText())
                .isEqualTo("theirs");
    }

    @Test
    void setsBackWhatSomebodyEdits() {
        advance(deployment("chat", 2));

        scale("chat", 7);

        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(get(ResourceKind.DEPLOYMENT, "chat")
                                .path("spec")
                                .path("replicas")
                                .asInt())
                        .isEqualTo(2));
        assertThat(drift.get()).isPositive();
    }

    @Test
    void makesAgainWhatSomebodyDeletes() {
        advance(service("chat"));
        String uid =
                get(ResourceKind.SERVICE, "chat").path("metadata").path("uid").asText();

        api.delete(ResourceKind.SERVICE.path(namespace, "chat"), uid);

        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(get(ResourceKind.SERVICE, "chat")
                                .path("metadata")
                                .path("uid")
                                .asText())
                        .isNotEmpty()
                        .isNotEqualTo(uid));
    }

    @Test
    void prunesWhatTheManifestLacksAndNothingElse() {
        advance(configMap("one", "v"), configMap("two", "v"));
        ObjectNode foreign = configMap("foreign", "theirs").body();
        ((ObjectNode) foreign.path("metadata")).remove("labels");
        api.create(ResourceKind.CONFIG_MAP.path(namespace), foreign);

        advance(configMap("two", "v"));

        assertThat(exists(ResourceKind.CONFIG_MAP, "one")).isFalse();
        assertThat(exists(ResourceKind.CONFIG_MAP, "two")).isTrue();
        assertThat(exists(ResourceKind.CONFIG_MAP, "foreign")).isTrue();
    }

    @Test
    void oneBadObjectHoldsUpNoOther() {
        var bad = new Item(
                new ObjectKey("apps/v1/Deployment/" + namespace + "/bad"),
                JSON.createObjectNode().put("apiVersion", "apps/v1").put("kind", "Deployment"));
        bad.body().putObject("metadata").put("name", "bad").put("namespace", namespace);
        var unknown = item("example.com/v1", "Widget", "w");
        var denied = new Item(
                new ObjectKey("v1/ConfigMap/kube-system/evil"),
                configMap("evil", "v").body());

        List<ObjectResult> failures = advance(bad, unknown, denied, configMap("good", "v"));

        assertThat(exists(ResourceKind.CONFIG_MAP, "good")).isTrue();
        assertThat(failures)
                .extracting(result -> ((ObjectResult.Failed) result).reason())
                .anySatisfy(why -> assertThat(why).contains("Required value"))
                .anySatisfy(why -> assertThat(why).contains("CustomResourceDefinition"))
                .anySatisfy(why -> assertThat(why).contains("kube-system"))
                .hasSize(3);
    }

    @Test
    void holdsTheMemberToTheLastKnownGoodAfterARestart() {
        advance(deployment("chat", 2), service("chat"));
        await().atMost(Duration.ofSeconds(10)).until(this::isPersisted);
        agent.close();
        scale("chat", 9);

        agent = begin(member.api());

        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(get(ResourceKind.DEPLOYMENT, "chat")
                                .path("spec")
                                .path("replicas")
                                .asInt())
                        .isEqualTo(2));
        assertThat(agent.restored().ledger(SectionName.WORKLOADS).generation())
                .isEqualTo(new Generation(1, generation));
    }

    @Test
    void leavesObjectsThatAreNewerThanItsLedgerAlone() {
        advance(configMap("changed", "old"));
        await().atMost(Duration.ofSeconds(10)).until(this::isPersisted);
        agent.close();
        put("changed", "1." + (generation + 1));
        put("added", "1." + (generation + 1));
        passes.clear();

        agent = begin(member.api());

        await().atMost(Duration.ofSeconds(20))
                .until(() -> passes.getOrDefault("apply", new AtomicInteger()).get() >= 2
                        && agent.applier().queueDepth() == 0);
        assertThat(get(ResourceKind.CONFIG_MAP, "changed")
                        .path("data")
                        .path("k")
                        .asText())
                .isEqualTo("newer");
        assertThat(exists(ResourceKind.CONFIG_MAP, "added")).isTrue();
    }

    /** As an agent left it that died between applying a generation and remembering it. */
    private void put(String name, String stamp) {
        ObjectNode body = configMap(name, "newer").body();
        ObjectNode metadata = (ObjectNode) body.path("metadata");
        metadata.withObjectProperty("labels")
                .put("windrose.dev/managed-by", "windrose")
                .put("windrose.dev/section", "workloads");
        metadata.putObject("annotations").put("windrose.dev/generation", stamp);
        assertThat(api.apply(ResourceKind.CONFIG_MAP.path(namespace, name), body, true))
                .isInstanceOf(Answer.Ok.class);
    }

    @Test
    void reportsStatusWithTheGenerationItObserved() {
        advance(deployment("chat", 2), service("chat"));

        markReady("chat", 2);

        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(statuses.get(namespace + "-chat"))
                        .isNotNull()
                        .satisfies(status -> {
                            assertThat(status.key().value()).isEqualTo("apps/v1/Deployment/" + namespace + "/chat");
                            assertThat(status.observed()).isEqualTo(new Generation(1, generation));
                            assertThat(status.replicas()).isEqualTo(new WorkloadStatus.Replicas(2, 2, 2));
                            assertThat(status.endpoints().service()).isEqualTo("chat." + namespace + ".svc:8000");
                        }));
    }

    @Test
    void reportsAWorkloadOfWhichNothingIsLeft() {
        advance(deployment("chat", 1), service("chat"));
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(statuses).containsKey(namespace + "-chat"));

        advance();

        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() ->
                        assertThat(statuses.get(namespace + "-chat").gone()).isTrue());
    }

    @Test
    void reportsNodesWithTheirGpus() {
        ObjectNode node = JSON.createObjectNode().put("apiVersion", "v1").put("kind", "Node");
        node.putObject("metadata")
                .put("name", "gpu-" + namespace)
                .putObject("labels")
                .put("nvidia.com/gpu.product", "NVIDIA-H100-80GB-HBM3")
                .put("nvidia.com/mig-3g.40gb.product", "NVIDIA-H100-80GB-HBM3-MIG-3g.40gb");
        api.create(ResourceKind.NODE.path(), node);
        ObjectNode status = (ObjectNode) find(ResourceKind.NODE, "", "gpu-" + namespace);
        for (String field : List.of("capacity", "allocatable")) {
            status.withObject("/status/" + field).put("nvidia.com/gpu", "4").put("nvidia.com/mig-3g.40gb", "6");
        }

        api.replace(ResourceKind.NODE.path("", "gpu-" + namespace) + "/status", status);

        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(lastInventory())
                        .anySatisfy(row -> assertThat(row)
                                .contains("gpu-" + namespace)
                                .contains("\"product\":\"H100\"", "\"allocatable\":4")
                                .contains(
                                        "\"slices\":[{",
                                        "\"resource\":\"nvidia.com/mig-3g.40gb\"",
                                        "\"allocatable\":6")));
    }

    @Test
    void leavesReplicasToAnAutoscalerOfTheMemberUntilItIsGone() {
        advance(deployment("chat", 2));
        autoscale("chat");
        awaitAutoscaler("chat-hpa");

        scale("chat", 7);
        advance(noted(deployment("chat", 3), "changed"));

        assertThat(get(ResourceKind.DEPLOYMENT, "chat")
                        .path("metadata")
                        .path("annotations")
                        .path("note")
                        .asText())
                .isEqualTo("changed");
        assertThat(replicas("chat")).isEqualTo(7);

        await().atMost(Duration.ofSeconds(10)).until(this::isPersisted);
        agent.close();
        passes.clear();
        agent = begin(member.api());
        await().atMost(Duration.ofSeconds(20))
                .until(() -> passes.getOrDefault("apply", new AtomicInteger()).get() >= 1
                        && agent.applier().queueDepth() == 0);
        assertThat(replicas("chat")).as("after a restart").isEqualTo(7);

        api.delete(
                HPAS.path(namespace, "chat-hpa"),
                get(HPAS, "chat-hpa").path("metadata").path("uid").asText());

        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(replicas("chat")).isEqualTo(3));
    }

    @Test
    void replicasThatNoAutoscalerHasSetYetStayAsTheyAre() {
        advance(deployment("chat", 3));
        autoscale("chat");
        awaitAutoscaler("chat-hpa");

        advance(noted(deployment("chat", 5), "once"));
        advance(noted(deployment("chat", 5), "twice"));

        assertThat(replicas("chat")).isEqualTo(3);
        assertThat(writes).doesNotContainKey("failed");
    }

    private static final ResourceKind HPAS =
            new ResourceKind("autoscaling/v2", "HorizontalPodAutoscaler", "horizontalpodautoscalers", true);

    private void autoscale(String deployment) {
        ObjectNode hpa = item("autoscaling/v2", "HorizontalPodAutoscaler", deployment + "-hpa")
                .body();
        ObjectNode spec = hpa.putObject("spec").put("minReplicas", 1).put("maxReplicas", 9);
        spec.putObject("scaleTargetRef")
                .put("apiVersion", "apps/v1")
                .put("kind", "Deployment")
                .put("name", deployment);
        assertThat(api.create(HPAS.path(namespace), hpa)).isInstanceOf(Answer.Ok.class);
    }

    private void awaitAutoscaler(String name) {
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(statuses)
                        .hasEntrySatisfying(
                                namespace + "-chat",
                                status -> assertThat(status.autoscaler()).isEqualTo(name)));
    }

    private int replicas(String deployment) {
        return get(ResourceKind.DEPLOYMENT, deployment)
                .path("spec")
                .path("replicas")
                .asInt();
    }

    private static Item noted(Item item, String note) {
        ((ObjectNode) item.body().path("metadata")).putObject("annotations").put("note", note);
        return item;
    }

    private record Item(ObjectKey key, ObjectNode body) {}

    private List<ObjectResult> advance(Item... items) {
        Map<ObjectKey, Digest> manifest = new HashMap<>();
        Map<Digest, String> bodies = new HashMap<>();
        for (Item item : items) {
            var body = new Body(item.body().toString());
            manifest.put(item.key(), body.digest());
            bodies.put(body.digest(), body.json());
        }
        return new ArrayList<>(agent.applier()
                .advance(SectionName.WORKLOADS, new Generation(1, ++generation), Manifest.of(manifest), bodies));
    }

    private Item item(String apiVersion, String kind, String name) {
        ObjectNode body = JSON.createObjectNode().put("apiVersion", apiVersion).put("kind", kind);
        body.putObject("metadata")
                .put("name", name)
                .put("namespace", namespace)
                .putObject("labels")
                .put("windrose.dev/workload-uid", namespace + "-" + name)
                .put("windrose.dev/workload", name);
        return new Item(new ObjectKey(apiVersion + "/" + kind + "/" + namespace + "/" + name), body);
    }

    private Item configMap(String name, String value) {
        Item item = item("v1", "ConfigMap", name);
        item.body().putObject("data").put("k", value);
        return item;
    }

    private Item service(String name) {
        Item item = item("v1", "Service", name);
        ObjectNode spec = item.body().putObject("spec").put("clusterIP", "None");
        spec.putObject("selector").put("app", name);
        spec.putArray("ports").addObject().put("name", "http").put("port", 8000);
        return item;
    }

    private Item deployment(String name, int replicas) {
        Item item = item("apps/v1", "Deployment", name);
        ObjectNode spec = item.body().putObject("spec").put("replicas", replicas);
        spec.putObject("selector").putObject("matchLabels").put("app", name);
        ObjectNode template = spec.putObject("template");
        template.putObject("metadata").putObject("labels").put("app", name);
        ObjectNode container = template.putObject("spec").putArray("containers").addObject();
        container.put("name", "engine").put("image", "engine:1");
        ObjectNode limits = container.putObject("resources").putObject("limits");
        limits.put("nvidia.com/gpu", 1).put("memory", "1024Mi").put("cpu", "1500m");
        return item;
    }

    private void scale(String name, int replicas) {
        ObjectNode live = (ObjectNode) get(ResourceKind.DEPLOYMENT, name);
        ((ObjectNode) live.path("spec")).put("replicas", replicas);
        assertThat(api.replace(ResourceKind.DEPLOYMENT.path(namespace, name), live))
                .isInstanceOf(Answer.Ok.class);
    }

    private void markReady(String name, int replicas) {
        ObjectNode live = (ObjectNode) get(ResourceKind.DEPLOYMENT, name);
        live.putObject("status")
                .put(
                        "observedGeneration",
                        live.path("metadata").path("generation").asLong())
                .put("replicas", replicas)
                .put("updatedReplicas", replicas)
                .put("readyReplicas", replicas)
                .put("availableReplicas", replicas);
        assertThat(api.replace(ResourceKind.DEPLOYMENT.path(namespace, name) + "/status", live))
                .isInstanceOf(Answer.Ok.class);
    }

    private boolean isPersisted() {
        JsonNode head = find(ResourceKind.CONFIG_MAP, "windrose-system", "windrose-state-workloads-0");
        return head.path("data").path("generation").asText().equals("1." + generation);
    }

    private JsonNode get(ResourceKind kind, String name) {
        return find(kind, namespace, name);
    }

    private JsonNode find(ResourceKind kind, String inNamespace, String name) {
        Answer answer = api.get(kind.path(inNamespace, name));
        return answer instanceof Answer.Ok(int _, JsonNode body) ? body : JSON.missingNode();
    }

    private boolean exists(ResourceKind kind, String name) {
        return !find(kind, namespace, name).isMissingNode();
    }

    private String versionOf(ResourceKind kind, String name) {
        return get(kind, name).path("metadata").path("resourceVersion").asText();
    }
}
