package dev.windrose.agent.state;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.agent.kube.Answer;
import dev.windrose.agent.kube.KubeApi;
import dev.windrose.agent.kube.ResourceKind;
import dev.windrose.wire.member.AgentIdentity;
import dev.windrose.wire.member.IdentityStore;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The identity in the Secret {@code windrose-system/windrose-agent-identity}. Its values are never logged. */
public final class IdentitySecret implements IdentityStore {
    static final String NAME = "windrose-agent-identity";
    private static final String PATH = ResourceKind.SECRET.path(LedgerStore.NAMESPACE, NAME);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final KubeApi api;

    public IdentitySecret(KubeApi api) {
        this.api = api;
    }

    @Override
    public Optional<AgentIdentity> load() {
        return switch (api.get(PATH)) {
            case Answer.Ok(int _, JsonNode secret) -> Optional.of(read(secret));
            case Answer.Refused refused when refused.isNotFound() -> Optional.empty();
            case Answer other -> throw new StateUnavailableException("secret " + NAME, other.explain());
        };
    }

    /** A Secret that is there but broken is not "no identity": a token would be spent for nothing. */
    private static AgentIdentity read(JsonNode secret) {
        Map<String, String> data = new HashMap<>();
        try {
            secret.path("data")
                    .properties()
                    .forEach(entry -> data.put(
                            entry.getKey(),
                            new String(
                                    Base64.getDecoder().decode(entry.getValue().asText()), UTF_8)));
        } catch (IllegalArgumentException e) {
            throw new StateUnavailableException("secret " + NAME, "its data is no base64");
        }
        return AgentIdentity.fromSecretData(data)
                .orElseThrow(() -> new StateUnavailableException(
                        "secret " + NAME, "it is incomplete; delete it to join anew with a token"));
    }

    @Override
    public void save(AgentIdentity identity) {
        ObjectNode secret = JSON.createObjectNode()
                .put("apiVersion", "v1")
                .put("kind", "Secret")
                .put("type", "Opaque");
        secret.putObject("metadata")
                .put("name", NAME)
                .put("namespace", LedgerStore.NAMESPACE)
                .putObject("labels")
                .put("app.kubernetes.io/managed-by", "windrose");
        ObjectNode data = secret.putObject("data");
        identity.toSecretData()
                .forEach((key, value) -> data.put(key, Base64.getEncoder().encodeToString(value.getBytes(UTF_8))));
        Answer answer = SystemNamespace.put(api, ResourceKind.SECRET, secret);
        if (!(answer instanceof Answer.Ok)) {
            throw new StateUnavailableException("secret " + NAME, answer.explain());
        }
    }
}
