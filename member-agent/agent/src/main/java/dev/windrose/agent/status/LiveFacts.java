package dev.windrose.agent.status;

import com.fasterxml.jackson.databind.JsonNode;
import dev.windrose.agent.apply.Ownership;

/** What is kept of live Deployments and Services of ours, besides whose they are. */
public final class LiveFacts {

    private LiveFacts() {}

    /**
     * @param ready replicas that pass their readiness probe, of whatever revision
     * @param updated replicas of the newest revision; 0 until the controller has seen it
     * @param problem the controller's words when it cannot make pods or gave up; empty otherwise
     */
    public record DeploymentFacts(
            String workloadUid, String workload, int desired, int ready, int updated, String problem) {}

    /** @param address {@code host:port}; empty while there is none */
    public record ServiceFacts(String workloadUid, String workload, String address) {}

    public static DeploymentFacts deployment(JsonNode live) {
        JsonNode status = live.path("status");
        boolean seen = status.path("observedGeneration").asLong()
                >= live.path("metadata").path("generation").asLong();
        return new DeploymentFacts(
                Ownership.label(live, Ownership.WORKLOAD_UID),
                Ownership.label(live, Ownership.WORKLOAD),
                Math.max(0, live.path("spec").path("replicas").asInt(1)),
                Math.max(0, status.path("readyReplicas").asInt()),
                seen ? Math.max(0, status.path("updatedReplicas").asInt()) : 0,
                problem(status));
    }

    private static String problem(JsonNode status) {
        for (JsonNode condition : status.path("conditions")) {
            String type = condition.path("type").asText();
            String value = condition.path("status").asText();
            if ((type.equals("ReplicaFailure") && value.equals("True"))
                    || (type.equals("Progressing") && value.equals("False"))) {
                return condition.path("reason").asText() + ": "
                        + condition.path("message").asText();
            }
        }
        return "";
    }

    public static ServiceFacts service(JsonNode live) {
        JsonNode port = live.path("spec").path("ports").path(0).path("port");
        String ip = live.path("spec").path("clusterIP").asText();
        String host = ip.equals("None")
                ? live.path("metadata").path("name").asText() + "."
                        + live.path("metadata").path("namespace").asText() + ".svc"
                : ip;
        String address = host.isEmpty() || !port.isInt() ? "" : bracketed(host) + ":" + port.intValue();
        return new ServiceFacts(
                Ownership.label(live, Ownership.WORKLOAD_UID), Ownership.label(live, Ownership.WORKLOAD), address);
    }

    private static String bracketed(String host) {
        return host.indexOf(':') < 0 ? host : "[" + host + "]";
    }
}
