package dev.windrose.hub.access;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.api.Names;
import dev.windrose.api.RoleSpec;
import dev.windrose.hub.fleet.FleetObjects;
import dev.windrose.hub.fleet.Json;
import dev.windrose.hub.loop.Loop;
import dev.windrose.kubeapi.access.Authorizer;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What has to be written about access: the built-in roles, for everybody to read; when a token was last used, to within an
 * hour, so that a busy token costs a write each hour and not each request; and which approvals are over. None of it decides
 * anything: who may do what is told by the mirror.
 */
@ApplicationScoped
public class AccessUpkeep {
    private static final Duration PERIOD = Duration.ofMinutes(1);
    private static final Duration SPACING = Duration.ofSeconds(1);

    private final FleetObjects objects;
    private final TokenUses uses;
    private final InstantSource clock;
    private final Loop loop;

    public AccessUpkeep(FleetObjects objects, TokenUses uses, InstantSource clock, MeterRegistry metrics) {
        this.objects = objects;
        this.uses = uses;
        this.clock = clock;
        this.loop = new Loop("access-upkeep", PERIOD, SPACING, metrics, this::pass);
    }

    void start(@Observes @Priority(2400) StartupEvent event) {
        BuiltInRoles.ROLES.forEach((name, role) -> objects.declare(AccessKinds.ROLES, object(name, role)));
        uses.onNews(loop::wake);
        loop.start();
    }

    void stop(@Observes ShutdownEvent event) {
        loop.close();
    }

    private void pass() {
        BuiltInRoles.ROLES.forEach((name, role) -> objects.declare(AccessKinds.ROLES, object(name, role)));
        uses.news().forEach(this::writeUse);
        objects.list(AccessKinds.APPROVALS).forEach(this::writeState);
    }

    static ObjectNode object(String name, BuiltInRoles.BuiltIn role) {
        var object = Json.MAPPER.createObjectNode();
        object.put("apiVersion", Names.API_VERSION).put("kind", "Role");
        object.putObject("metadata").put("name", name).putObject("labels").put(BuiltInRoles.LABEL, "true");
        object.set(
                "spec",
                Json.tree(new RoleSpec(
                        role.description(),
                        role.rules().stream().map(AccessUpkeep::rule).toList())));
        return object;
    }

    private static RoleSpec.Rule rule(Authorizer.Rule rule) {
        return new RoleSpec.Rule(
                rule.verbs(),
                orNull(rule.groups()),
                orNull(rule.resources()),
                orNull(rule.names()),
                orNull(rule.paths()));
    }

    private static @Nullable List<String> orNull(List<String> list) {
        return list.isEmpty() ? null : list;
    }

    private void writeUse(String token, Instant at) {
        var found = objects.find(AccessKinds.TOKENS, "", token);
        if (found.isEmpty()) {
            uses.gone(token);
        } else if (write(found.get(), at)) {
            uses.written(token, at);
        }
    }

    private boolean write(ObjectNode token, Instant at) {
        var status = token.path("status").deepCopy();
        ((ObjectNode) status)
                .put("lastUsedAt", at.truncatedTo(ChronoUnit.SECONDS).toString());
        return objects.writeStatus(AccessKinds.TOKENS, token, (ObjectNode) status);
    }

    /** For people to see; whoever acts on an approval looks at its end. */
    private void writeState(ObjectNode approval) {
        var state = Approvals.isOver(approval.at("/spec/expiresAt").asText(), clock.instant()) ? "Expired" : "Valid";
        if (!state.equals(approval.at("/status/state").asText())) {
            objects.writeStatus(
                    AccessKinds.APPROVALS,
                    approval,
                    Json.MAPPER.createObjectNode().put("state", state));
        }
    }
}
