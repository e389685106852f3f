package dev.windrose.simulator.control;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.kubeapi.store.ObjectKey;
import dev.windrose.simulator.json.Json;
import dev.windrose.simulator.world.Kinds;
import dev.windrose.simulator.world.Meta;
import dev.windrose.simulator.world.Node;
import dev.windrose.simulator.world.Pod;
import dev.windrose.simulator.world.Templates;
import dev.windrose.simulator.world.World;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One pod on each node that the template's nodeSelector matches. Thin: it binds by itself, ignores taints as the
 * system's daemons do, and rolls nothing out.
 */
public final class DaemonSetController implements Controller {
    private static final int HASH = 5;

    @Override
    public void decide(World world, Pass pass) {
        for (Meta set : world.metas(Kinds.DAEMON_SETS)) {
            if (set.deleting()) {
                continue;
            }
            Map<String, String> selector = Json.strings(set.at("spec", "template", "spec", "nodeSelector"));
            List<Node> nodes = world.nodes().stream()
                    .filter(n -> n.meta().labels().entrySet().containsAll(selector.entrySet()))
                    .toList();
            Map<String, Pod> byNode = new HashMap<>();
            world.podsOf(set.uid()).forEach(p -> byNode.put(p.nodeName(), p));
            List<Pod> kept = new ArrayList<>();
            for (Node node : nodes) {
                @Nullable Pod pod = byNode.remove(node.meta().name());
                if (pod == null) {
                    create(set, node, pass);
                } else {
                    kept.add(pod);
                }
            }
            byNode.values().stream().filter(Pod::active).forEach(p -> pass.add(Action.delete(p.meta())));
            count(set, nodes.size(), kept, pass);
        }
    }

    private static void create(Meta set, Node node, Pass pass) {
        String name = set.name() + "-" + Templates.shortHash(node.meta().uid(), HASH);
        ObjectNode pod = Json.object().put("apiVersion", "v1").put("kind", "Pod");
        ObjectNode metadata = pod.putObject("metadata");
        metadata.put("name", name).put("generateName", set.name() + "-").put("namespace", set.namespace());
        metadata.set("labels", set.at("spec", "template", "metadata", "labels"));
        metadata.putArray("ownerReferences").add(Edit.ownerReference(set, "apps/v1", "DaemonSet"));
        ObjectNode spec = ((ObjectNode) set.at("spec", "template", "spec")).deepCopy();
        spec.put("nodeName", node.meta().name());
        pod.set("spec", spec);
        pod.putObject("status").put("phase", "Pending");
        pass.add(new Action.Create(new ObjectKey(Kinds.PODS, set.namespace(), name), pod));
    }

    private static void count(Meta set, int wanted, List<Pod> pods, Pass pass) {
        int ready = Math.toIntExact(pods.stream().filter(Pod::ready).count());
        ObjectNode status = Edit.status(set);
        status.put("desiredNumberScheduled", wanted);
        status.put("currentNumberScheduled", pods.size());
        status.put("updatedNumberScheduled", pods.size());
        status.put("numberMisscheduled", 0);
        status.put("numberReady", ready);
        status.put("numberAvailable", ready);
        status.put("observedGeneration", Math.toIntExact(set.generation()));
        if (!status.equals(set.at("status"))) {
            pass.add(Action.update(set, Edit.withStatus(set, status)));
        }
    }
}
