package dev.windrose.hub.member;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.api.JoinTokenSpec;
import dev.windrose.api.JoinTokenStatus;
import dev.windrose.api.MemberClusterSpec;
import dev.windrose.api.Names;
import dev.windrose.hub.fleet.FleetKinds;
import dev.windrose.hub.fleet.Json;
import dev.windrose.kubeapi.service.KubeClient;
import dev.windrose.kubeapi.service.KubeService;
import dev.windrose.kubeapi.service.ListRequest;
import dev.windrose.kubeapi.status.ApiException;
import dev.windrose.kubeapi.status.Reason;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** JoinToken objects, and the MemberCluster that comes of a used one. Never blocks. */
@ApplicationScoped
public class JoinTokens {
    private final KubeClient client;

    public JoinTokens(KubeService service) {
        this.client = service.client(Names.FIELD_MANAGER);
    }

    /** A token as it is stored. */
    public record Stored(JoinTokenSpec spec, ObjectNode tree) {
        static Stored of(ObjectNode tree) {
            return new Stored(Json.read(tree.path("spec"), JoinTokenSpec.class), tree);
        }

        String name() {
            return tree.path("metadata").path("name").asText();
        }

        private @Nullable String claimedBy() {
            return tree.at("/status/claimedBy").isTextual()
                    ? tree.at("/status/claimedBy").asText()
                    : null;
        }
    }

    public CompletionStage<Optional<Stored>> find(String tokenHash) {
        return tokens().list(ListRequest.all())
                .thenApply(list -> list.items().stream()
                        .filter(tree -> tree.at("/spec/tokenHash").asText().equals(tokenHash))
                        .map(Stored::of)
                        .findFirst());
    }

    /** Shows on the token who claimed it; the claim itself is a row of its own. */
    public CompletionStage<Void> claimed(Stored token, String key, boolean granted, Instant now) {
        var state = granted ? "Used" : "Waiting";
        if (key.equals(token.claimedBy())
                && token.tree().at("/status/state").asText().equals(state)) {
            return CompletableFuture.completedFuture(null);
        }
        var status = new JoinTokenStatus(
                state, key, granted ? now.truncatedTo(ChronoUnit.SECONDS).toString() : null);
        var patch = Json.MAPPER.createObjectNode();
        patch.set("status", Json.tree(status));
        return tokens().merge("status", "", token.name(), patch).thenApply(_ -> null);
    }

    /** Makes the MemberCluster of a cluster that joined, as its newest used token says; an existing one is left alone. */
    public CompletionStage<Void> createMember(String cluster) {
        return tokens().list(ListRequest.all()).thenCompose(list -> {
            var spec = list.items().stream()
                    .map(Stored::of)
                    .filter(t -> t.spec().cluster().equals(cluster) && t.claimedBy() != null)
                    .max(Comparator.comparing(
                            t -> t.tree().at("/metadata/creationTimestamp").asText()))
                    .map(t -> t.spec().member())
                    .orElse(null);
            return members().create(member(cluster, spec)).handle(JoinTokens::existingIsFine);
        });
    }

    private static ObjectNode member(String cluster, @Nullable MemberClusterSpec spec) {
        var object = Json.MAPPER.createObjectNode();
        object.put("apiVersion", Names.API_VERSION).put("kind", "MemberCluster");
        object.putObject("metadata").put("name", cluster);
        object.set("spec", spec == null ? Json.MAPPER.createObjectNode() : Json.tree(spec));
        return object;
    }

    private static @Nullable Void existingIsFine(ObjectNode created, @Nullable Throwable failure) {
        var refusal = failure == null ? null : ApiException.in(failure);
        if (failure != null && (refusal == null || refusal.reason() != Reason.ALREADY_EXISTS)) {
            throw new IllegalStateException("the MemberCluster could not be made", failure);
        }
        return null;
    }

    private KubeClient.Collection tokens() {
        return client.resource(FleetKinds.JOIN_TOKENS.group(), FleetKinds.JOIN_TOKENS.plural());
    }

    private KubeClient.Collection members() {
        return client.resource(FleetKinds.MEMBERS.group(), FleetKinds.MEMBERS.plural());
    }
}
