package dev.windrose.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.agent.kube.Answer;
import dev.windrose.agent.kube.KubeApi;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * Makes objects of kinds that a member serves or not, in a real API server: resource.k8s.io/v1 is its own, so that it
 * checks them; Karpenter's kinds are defined without a schema.
 */
final class OptionalObjects {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final DateTimeFormatter GO =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss '+0000 UTC'").withZone(ZoneOffset.UTC);

    private OptionalObjects() {}

    /** Defines Karpenter's kinds and waits until they are served. */
    static void define(KubeApi api) {
        for (String kind : new String[] {"NodePool", "NodeClaim"}) {
            String plural = kind.toLowerCase(Locale.ROOT) + "s";
            create(api, "/apis/apiextensions.k8s.io/v1/customresourcedefinitions", """
                    {"apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
                     "metadata": {"name": "%s.karpenter.sh",
                       "annotations": {"api-approved.kubernetes.io": "unapproved, a test"}},
                     "spec": {"group": "karpenter.sh", "scope": "Cluster", "names": {"kind": "%s", "plural": "%s"},
                       "versions": [{"name": "v1", "served": true, "storage": true, "schema": {"openAPIV3Schema":
                         {"type": "object", "x-kubernetes-preserve-unknown-fields": true}}}]}}""".formatted(plural, kind, plural));
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(api.get("/apis/karpenter.sh/v1/" + plural))
                            .isInstanceOf(Answer.Ok.class));
        }
    }

    /** A node without device plugin whose driver publishes so many H100, some held by a claim of others. */
    static void devices(KubeApi api, String node, int gpus, int held) {
        JsonNode made = create(api, "/api/v1/nodes", """
                {"apiVersion": "v1", "kind": "Node", "metadata": {"name": "%s"}}""".formatted(node));
        ((ObjectNode) made).set("status", read("""
                {"conditions": [{"type": "Ready", "status": "True"}], "capacity": {"cpu": "8"}}"""));
        assertThat(api.replace("/api/v1/nodes/" + node + "/status", made)).isInstanceOf(Answer.Ok.class);
        ObjectNode slice = (ObjectNode) read("""
                {"apiVersion": "resource.k8s.io/v1", "kind": "ResourceSlice", "metadata": {"name": "%s-gpu"},
                 "spec": {"driver": "gpu.nvidia.com", "nodeName": "%s",
                   "pool": {"name": "%s", "generation": 1, "resourceSliceCount": 1}}}""".formatted(node, node, node));
        var devices = ((ObjectNode) slice.path("spec")).putArray("devices");
        for (int i = 0; i < gpus; i++) {
            devices.add(read("""
                    {"name": "gpu-%d", "attributes": {"type": {"string": "gpu"}, "uuid": {"string": "GPU-%d"},
                       "productName": {"string": "NVIDIA H100 80GB HBM3"}, "driverVersion": {"version": "570.86.15"}},
                     "capacity": {"memory": {"value": "81559Mi"}}}""".formatted(i, i)));
        }
        create(api, "/apis/resource.k8s.io/v1/resourceslices", slice.toString());
        claim(api, node, held);
    }

    private static void claim(KubeApi api, String node, int held) {
        String claims = "/apis/resource.k8s.io/v1/namespaces/default/resourceclaims";
        JsonNode claim = create(api, claims, """
                {"apiVersion": "resource.k8s.io/v1", "kind": "ResourceClaim", "metadata": {"name": "%s"},
                 "spec": {"devices": {"requests": [{"name": "gpus", "exactly":
                   {"deviceClassName": "gpu.nvidia.com", "allocationMode": "ExactCount", "count": %d}}]}}}""".formatted(node, held));
        ObjectNode status = ((ObjectNode) claim).putObject("status");
        var results = status.putObject("allocation").putObject("devices").putArray("results");
        for (int i = 0; i < held; i++) {
            results.addObject()
                    .put("request", "gpus")
                    .put("driver", "gpu.nvidia.com")
                    .put("pool", node)
                    .put("device", "gpu-" + i);
        }
        assertThat(api.replace(claims + "/" + node + "/status", claim)).isInstanceOf(Answer.Ok.class);
    }

    /** The status of a cluster-autoscaler with one group that may grow and one that is sold out; a NodePool and a claim. */
    static void autoscalers(KubeApi api, Instant now) {
        ObjectNode map = (ObjectNode) read("""
                {"apiVersion": "v1", "kind": "ConfigMap",
                 "metadata": {"name": "cluster-autoscaler-status", "namespace": "kube-system"}}""");
        map.putObject("data").put("status", """
                time: %s
                autoscalerStatus: Running
                nodeGroups:
                - name: gpu-a100
                  health: {status: Healthy, cloudProviderTarget: 3, minSize: 0, maxSize: 10}
                  scaleUp: {status: NoActivity}
                - name: gpu-h100
                  health: {status: Healthy, cloudProviderTarget: 1, minSize: 0, maxSize: 4}
                  scaleUp:
                    status: Backoff
                    backoffInfo: {errorCode: InsufficientInstanceCapacity, errorMessage: none left}
                """.formatted(GO.format(now)));
        create(api, "/api/v1/namespaces/kube-system/configmaps", map.toString());
        create(api, "/apis/karpenter.sh/v1/nodepools", """
                {"apiVersion": "karpenter.sh/v1", "kind": "NodePool", "metadata": {"name": "karpenter-gpu"},
                 "spec": {"limits": {"nvidia.com/gpu": "32"}},
                 "status": {"resources": {"nvidia.com/gpu": "24"},
                            "conditions": [{"type": "Ready", "status": "True"}]}}""");
        create(api, "/apis/karpenter.sh/v1/nodeclaims", """
                {"apiVersion": "karpenter.sh/v1", "kind": "NodeClaim",
                 "metadata": {"name": "karpenter-gpu-x", "labels": {"karpenter.sh/nodepool": "karpenter-gpu"}},
                 "status": {"conditions": [{"type": "Launched", "status": "Unknown",
                   "reason": "InsufficientCapacityError", "message": "none left"}]}}""");
    }

    private static JsonNode create(KubeApi api, String path, String object) {
        Answer answer = api.create(path, read(object));
        assertThat(answer).as(answer.explain()).isInstanceOf(Answer.Ok.class);
        return ((Answer.Ok) answer).body();
    }

    private static JsonNode read(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(text, e);
        }
    }
}
