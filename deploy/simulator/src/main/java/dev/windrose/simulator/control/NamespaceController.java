package dev.windrose.simulator.control;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.kubeapi.store.ObjectKey;
import dev.windrose.kubeapi.store.ResourceName;
import dev.windrose.simulator.json.Json;
import dev.windrose.simulator.world.Kinds;
import dev.windrose.simulator.world.Meta;
import dev.windrose.simulator.world.World;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Gives each namespace what one starts with (the service account "default", the ConfigMap with the cluster's CA), and
 * empties one that is deleted before it goes.
 */
public final class NamespaceController implements Controller {
    private static final String CA_CONFIG_MAP = "kube-root-ca.crt";

    private final String caPem;

    public NamespaceController(String caPem) {
        this.caPem = caPem;
    }

    @Override
    public void decide(World world, Pass pass) {
        List<Meta> namespaces = world.metas(Kinds.NAMESPACES);
        for (Meta namespace : namespaces) {
            if (!namespace.deleting()) {
                furnish(world, namespace.name(), pass);
            }
        }
        Map<String, Integer> left = new HashMap<>();
        for (Meta namespace : namespaces) {
            if (namespace.deleting()) {
                left.put(namespace.name(), 0);
            }
        }
        if (left.isEmpty()) {
            return;
        }
        empty(world, left, pass);
        for (Meta namespace : namespaces) {
            if (Optional.ofNullable(left.get(namespace.name()))
                    .filter(n -> n == 0)
                    .isPresent()) {
                pass.add(Action.remove(namespace));
            }
        }
    }

    private static void empty(World world, Map<String, Integer> left, Pass pass) {
        for (ResourceName kind : world.kinds()) {
            for (Meta meta : world.metas(kind)) {
                if (!left.containsKey(meta.namespace())) {
                    continue;
                }
                left.merge(meta.namespace(), 1, Integer::sum);
                if (!meta.deleting()) {
                    pass.add(Action.delete(meta));
                }
            }
        }
    }

    private void furnish(World world, String namespace, Pass pass) {
        ObjectKey account = new ObjectKey(Kinds.SERVICE_ACCOUNTS, namespace, "default");
        if (world.find(account).isEmpty()) {
            pass.add(new Action.Create(account, object("ServiceAccount", account)));
        }
        ObjectKey ca = new ObjectKey(Kinds.CONFIG_MAPS, namespace, CA_CONFIG_MAP);
        if (world.find(ca).isEmpty()) {
            ObjectNode map = object("ConfigMap", ca);
            map.putObject("data").put("ca.crt", caPem);
            pass.add(new Action.Create(ca, map));
        }
    }

    private static ObjectNode object(String kind, ObjectKey key) {
        ObjectNode made = Json.object().put("apiVersion", "v1").put("kind", kind);
        made.putObject("metadata").put("name", key.name()).put("namespace", key.namespace());
        return made;
    }
}
