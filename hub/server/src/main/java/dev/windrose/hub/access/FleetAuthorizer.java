package dev.windrose.hub.access;

import dev.windrose.kubeapi.access.Authorizer;
import dev.windrose.kubeapi.access.Caller;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * What roles and bindings allow, and nothing else. A refusal gives no reason: it reads the same whether or not what was
 * asked for exists.
 */
final class FleetAuthorizer implements Authorizer {
    private static final Decision NO = new Decision(false, "");

    private final AccessMirror mirror;

    FleetAuthorizer(AccessMirror mirror) {
        this.mirror = mirror;
    }

    @Override
    public CompletionStage<Decision> authorize(Caller caller, Attributes attributes) {
        return CompletableFuture.completedStage(mirror.current()
                .policy()
                .allowedBy(caller, attributes)
                .map(source -> new Decision(true, source))
                .orElse(NO));
    }

    @Override
    public CompletionStage<List<Rule>> rules(Caller caller, String namespace) {
        return CompletableFuture.completedStage(mirror.current().policy().rules(caller, namespace));
    }
}
