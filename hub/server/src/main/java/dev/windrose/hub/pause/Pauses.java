package dev.windrose.hub.pause;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.api.Fleet;
import dev.windrose.hub.fleet.FleetKinds;
import dev.windrose.hub.fleet.FleetMirror;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The pauses that hold now, as the objects say. A copy of the mirror's: it may lag behind the store a little. */
@ApplicationScoped
public class Pauses {
    private final FleetMirror objects;

    public Pauses(FleetMirror objects) {
        this.objects = objects;
    }

    /** Where a pause was said. */
    public enum Scope {
        FLEET,
        CLUSTER,
        WORKLOAD
    }

    /**
     * One pause.
     *
     * @param namespace of a workload, else empty
     * @param since RFC 3339, as the server wrote it
     */
    public record Held(Scope scope, String namespace, String name, String by, String since, String reason) {
        /** What is paused, for people. */
        public String what() {
            return switch (scope) {
                case FLEET -> "the fleet";
                case CLUSTER -> "cluster " + name;
                case WORKLOAD -> "the workload";
            };
        }

        /** As the planner takes it. */
        public dev.windrose.placement.Pause forPlanner() {
            return new dev.windrose.placement.Pause(what(), by, reason);
        }
    }

    /** The pause that an object's spec states; empty when it states none. */
    public static Optional<Held> of(Scope scope, ObjectNode object) {
        JsonNode pause = object.at("/spec/pause");
        var reason = pause.path("reason").asText();
        return reason.isBlank()
                ? Optional.empty()
                : Optional.of(new Held(
                        scope,
                        object.at("/metadata/namespace").asText(),
                        object.at("/metadata/name").asText(),
                        pause.path("by").asText("unknown"),
                        pause.path("since").asText(""),
                        reason));
    }

    public Optional<Held> fleet() {
        return objects.list(FleetKinds.FLEETS).stream()
                .filter(object -> object.at("/metadata/name").asText().equals(Fleet.NAME))
                .findFirst()
                .flatMap(object -> of(Scope.FLEET, object));
    }

    public Optional<Held> cluster(String name) {
        return clusters().stream().filter(held -> held.name().equals(name)).findFirst();
    }

    public List<Held> clusters() {
        return objects.list(FleetKinds.MEMBERS).stream()
                .flatMap(object -> of(Scope.CLUSTER, object).stream())
                .toList();
    }

    /** All of them: the fleet's first, then clusters, then workloads. */
    public List<Held> all() {
        var all = new ArrayList<Held>();
        fleet().ifPresent(all::add);
        all.addAll(clusters());
        objects.list(FleetKinds.WORKLOADS)
                .forEach(object -> of(Scope.WORKLOAD, object).ifPresent(all::add));
        return all;
    }
}
