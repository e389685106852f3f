package dev.windrose.simulator.control;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.kubeapi.store.ObjectKey;
import dev.windrose.kubeapi.store.ResourceName;
import dev.windrose.simulator.json.Json;
import dev.windrose.simulator.world.Kinds;
import dev.windrose.simulator.world.World;
import java.time.Instant;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class DeploymentControllerTest {
    private static final Instant NOW = Instant.parse("2026-11-01T00:00:00Z");

    private final World world = new World();

    @Test
    void abandonedRolloutCostsNoServingPodMoreThanMaxUnavailable() {
        deployment(5, "v3");
        replicaSet("a", "v1", 5, 5, "2026-10-01T00:00:00Z");
        replicaSet("b", "v2", 2, 0, "2026-10-02T00:00:00Z");
        replicaSet("c", "v3", 0, 0, "2026-10-03T00:00:00Z");

        // Seven pods are the most there may be, so nothing new yet: idle ones of b go, and one (25 % of 5) that serves.
        assertThat(scaled()).isEqualTo(Map.of("a", 4, "b", 0));
    }

    @Test
    void surgeIsFilledBeforeAnythingGoes() {
        deployment(5, "v2");
        replicaSet("a", "v1", 5, 5, "2026-10-01T00:00:00Z");
        replicaSet("b", "v2", 0, 0, "2026-10-02T00:00:00Z");

        assertThat(scaled()).isEqualTo(Map.of("b", 2));
    }

    private Map<String, Integer> scaled() {
        Pass pass = new Pass(NOW, new Ids(new Random(1)));
        new DeploymentController().decide(world, pass);
        Map<String, Integer> scaled = new TreeMap<>();
        for (Action action : pass.actions()) {
            if (action instanceof Action.Update(ObjectKey key, ObjectNode object, long _)
                    && key.resource().equals(Kinds.REPLICA_SETS)) {
                scaled.put(key.name(), Json.integer(object, -1, "spec", "replicas"));
            }
        }
        return scaled;
    }

    private void deployment(int replicas, String image) {
        put(Kinds.DEPLOYMENTS, """
                {"metadata": {"name": "d", "namespace": "default", "uid": "d", "generation": 1},
                 "spec": {"replicas": %d, "template": %s}}
                """.formatted(replicas, template(image)));
    }

    private void replicaSet(String name, String image, int replicas, int available, String created) {
        put(Kinds.REPLICA_SETS, """
                {"metadata": {"name": "%1$s", "namespace": "default", "uid": "%1$s", "creationTimestamp": "%2$s",
                  "annotations": {"deployment.kubernetes.io/revision": "%3$s"},
                  "ownerReferences": [{"kind": "Deployment", "name": "d", "uid": "d", "controller": true}]},
                 "spec": {"replicas": %4$d, "template": %5$s},
                 "status": {"replicas": %4$d, "readyReplicas": %6$d, "availableReplicas": %6$d}}
                """.formatted(name, created, image.substring(1), replicas, template(image), available));
    }

    private static String template(String image) {
        return "{\"spec\": {\"containers\": [{\"name\": \"e\", \"image\": \"%s\"}]}}".formatted(image);
    }

    private void put(ResourceName kind, String json) {
        ObjectNode object = Json.parse(json);
        world.put(new ObjectKey(kind, "default", Json.text(object, "metadata", "name")), object);
    }
}
