package dev.windrose.simulator.cluster;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.kubeapi.access.Authenticator;
import dev.windrose.kubeapi.store.ObjectKey;
import dev.windrose.kubeapi.store.ResourceStore;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.util.Objects;
import java.util.Optional;

/** Reads a pod for somebody who may ask for its subresources: whoever the cluster knows. */
final class PodReading {
    private final Authenticator authenticator;
    private final ResourceStore store;

    PodReading(Authenticator authenticator, ResourceStore store) {
        this.authenticator = authenticator;
        this.store = store;
    }

    /** What is done with it, on the request's context. */
    interface Answer {
        /** @param pod empty when there is none */
        void of(Optional<ObjectNode> pod);

        /** As a Status has them: 401 and 500. */
        void refused(int code, String reason, String message);
    }

    void read(HttpServerRequest request, ObjectKey key, Answer answer) {
        Context context = Objects.requireNonNull(Vertx.currentContext(), "not on a Vert.x context");
        authenticator
                .authenticate(request)
                .thenCombine(store.get(key), (caller, pod) -> {
                    context.runOnContext(_ -> {
                        if (caller.isEmpty()) {
                            answer.refused(401, "Unauthorized", "Unauthorized");
                        } else {
                            answer.of(pod);
                        }
                    });
                    return caller;
                })
                .exceptionally(_ -> {
                    answer.refused(500, "InternalError", "the store cannot be read");
                    return Optional.empty();
                });
    }
}
