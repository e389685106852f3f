package dev.windrose.agent.state;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.agent.kube.Answer;
import dev.windrose.agent.kube.KubeApi;
import dev.windrose.agent.kube.ResourceKind;
import dev.windrose.protocol.Incarnation;
import dev.windrose.wire.member.LinkState;
import dev.windrose.wire.member.LinkStateStore;

/** What the link must remember, in the ConfigMap {@code windrose-system/windrose-state-link}. */
public final class LinkStateMap implements LinkStateStore {
    static final String NAME = "windrose-state-link";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final KubeApi api;

    public LinkStateMap(KubeApi api) {
        this.api = api;
    }

    @Override
    public LinkState load() {
        return switch (api.get(ResourceKind.CONFIG_MAP.path(LedgerStore.NAMESPACE, NAME))) {
            case Answer.Ok(int _, JsonNode map) -> {
                JsonNode data = map.path("data");
                yield new LinkState(
                        new Incarnation(data.path("self").asLong()),
                        new Incarnation(data.path("hub").asLong()));
            }
            case Answer.Refused refused when refused.isNotFound() -> LinkState.NONE;
            case Answer other -> throw new StateUnavailableException("configmap " + NAME, other.explain());
        };
    }

    @Override
    public void save(LinkState state) {
        ObjectNode map = JSON.createObjectNode().put("apiVersion", "v1").put("kind", "ConfigMap");
        map.putObject("metadata")
                .put("name", NAME)
                .put("namespace", LedgerStore.NAMESPACE)
                .putObject("labels")
                .put("app.kubernetes.io/managed-by", "windrose");
        map.putObject("data")
                .put("self", Long.toString(state.self().value()))
                .put("hub", Long.toString(state.hub().value()));
        Answer answer = SystemNamespace.put(api, ResourceKind.CONFIG_MAP, map);
        if (!(answer instanceof Answer.Ok)) {
            throw new StateUnavailableException("configmap " + NAME, answer.explain());
        }
    }
}
