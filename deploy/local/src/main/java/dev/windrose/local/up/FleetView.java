package dev.windrose.local.up;

import com.fasterxml.jackson.databind.JsonNode;
import dev.windrose.local.api.KubeClient;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/** Members and workloads as the fleet API tells of them. */
public final class FleetView {
    public static final String GROUP = "/apis/fleet.windrose.dev/v1alpha1";
    private final KubeClient hub;

    public FleetView(KubeClient hub) {
        this.hub = hub;
    }

    public List<JsonNode> members() throws IOException, InterruptedException {
        return items(GROUP + "/memberclusters");
    }

    public List<JsonNode> workloads() throws IOException, InterruptedException {
        return items(GROUP + "/inferenceworkloads");
    }

    public static boolean isTrue(JsonNode object, String condition) {
        return "True".equals(condition(object, condition).path("status").asText());
    }

    public static JsonNode condition(JsonNode object, String type) {
        for (JsonNode condition : object.at("/status/conditions")) {
            if (condition.path("type").asText().equals(type)) {
                return condition;
            }
        }
        return com.fasterxml.jackson.databind.node.MissingNode.getInstance();
    }

    /** Both tables and the total. */
    public String tables() throws IOException, InterruptedException {
        var clusters = new Table("CLUSTER", "READY", "CLOUD", "REGION", "GPUS FREE");
        for (JsonNode member : members()) {
            clusters.row(
                    Manifests.name(member),
                    text(condition(member, "Ready").path("status"), "Unknown"),
                    text(member.at("/spec/cloud"), "-"),
                    text(member.at("/spec/region"), "-"),
                    text(member.at("/status/gpusFree"), "unknown"));
        }
        var workloads = new Table("WORKLOAD", "CLUSTERS", "GPUS", "READY", "$/H");
        var total = BigDecimal.ZERO;
        int unpriced = 0;
        List<JsonNode> all = workloads();
        for (JsonNode workload : all) {
            String cost = workload.at("/status/hourlyCost").asText();
            if (cost.isEmpty()) {
                unpriced++;
            } else {
                total = total.add(new BigDecimal(cost));
            }
            workloads.row(
                    Manifests.name(workload),
                    text(workload.at("/status/clusters"), "-"),
                    text(workload.at("/status/gpus"), "-"),
                    text(workload.at("/status/ready"), "-"),
                    cost.isEmpty() ? "unknown" : cost);
        }
        String sum = unpriced == 0 ? total.toPlainString() : "%s, %d without a price".formatted(total, unpriced);
        return clusters + "\n\n" + (all.isEmpty() ? "No workloads." : workloads + "\nTotal $/h: " + sum);
    }

    private List<JsonNode> items(String path) throws IOException, InterruptedException {
        var list = KubeClient.expect(hub.get(path), "GET " + path).body().path("items");
        var items = new ArrayList<JsonNode>();
        list.forEach(items::add);
        return List.copyOf(items);
    }

    private static String text(JsonNode node, String absent) {
        return node.isMissingNode() || node.asText().isEmpty() ? absent : node.asText();
    }
}
