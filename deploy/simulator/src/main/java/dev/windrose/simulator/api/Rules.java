package dev.windrose.simulator.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.kubeapi.resource.Admission;
import dev.windrose.kubeapi.status.Cause;
import dev.windrose.simulator.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The defaults and refusals of a real API server that controllers and clients here rely on. */
final class Rules {
    private static final int HISTORY = 10;
    private static final int DEADLINE_SECONDS = 600;
    private static final int GRACE_SECONDS = 30;

    private Rules() {}

    static Admission.Verdict deployment(Admission.Request request) {
        @Nullable ObjectNode given = request.after();
        if (given == null || !request.subresource().isEmpty()) {
            return Admission.ADMITTED;
        }
        List<Cause> causes = new ArrayList<>();
        selector(given, causes);
        @Nullable ObjectNode before = request.before();
        if (before != null && !Json.at(before, "spec", "selector").equals(Json.at(given, "spec", "selector"))) {
            causes.add(Cause.invalid(
                    "spec.selector", Json.at(given, "spec", "selector").toString(), "field is immutable"));
        }
        containers(Json.at(given, "spec", "template", "spec"), "spec.template.spec", causes);
        if (!causes.isEmpty()) {
            return new Admission.Verdict.Invalid(causes);
        }
        ObjectNode object = given.deepCopy();
        ObjectNode spec = Json.child(object, "spec");
        absent(spec, "replicas", 1);
        absent(spec, "revisionHistoryLimit", HISTORY);
        absent(spec, "progressDeadlineSeconds", DEADLINE_SECONDS);
        ObjectNode strategy = Json.child(spec, "strategy");
        absent(strategy, "type", "RollingUpdate");
        if (Json.text(strategy, "type").equals("RollingUpdate")) {
            ObjectNode rolling = Json.child(strategy, "rollingUpdate");
            absent(rolling, "maxSurge", "25%");
            absent(rolling, "maxUnavailable", "25%");
        }
        return changed(given, object);
    }

    static Admission.Verdict pod(Admission.Request request) {
        @Nullable ObjectNode given = request.after();
        if (given == null || !request.subresource().isEmpty() || request.before() != null) {
            return Admission.ADMITTED;
        }
        List<Cause> causes = new ArrayList<>();
        containers(given.path("spec"), "spec", causes);
        if (!causes.isEmpty()) {
            return new Admission.Verdict.Invalid(causes);
        }
        ObjectNode object = given.deepCopy();
        ObjectNode spec = Json.child(object, "spec");
        absent(spec, "restartPolicy", "Always");
        absent(spec, "terminationGracePeriodSeconds", GRACE_SECONDS);
        absent(spec, "dnsPolicy", "ClusterFirst");
        absent(spec, "schedulerName", "default-scheduler");
        Json.child(object, "status").put("phase", "Pending");
        return changed(given, object);
    }

    static Admission.Verdict service(Admission.Request request) {
        @Nullable ObjectNode given = request.after();
        if (given == null || !request.subresource().isEmpty()) {
            return Admission.ADMITTED;
        }
        ObjectNode object = given.deepCopy();
        ObjectNode spec = Json.child(object, "spec");
        absent(spec, "type", "ClusterIP");
        absent(spec, "sessionAffinity", "None");
        for (JsonNode port : spec.path("ports")) {
            if (port instanceof ObjectNode editable) {
                absent(editable, "protocol", "TCP");
                if (!editable.has("targetPort")) {
                    editable.set("targetPort", editable.path("port"));
                }
            }
        }
        @Nullable ObjectNode before = request.before();
        if (before != null && !spec.has("clusterIP") && Json.at(before, "spec").has("clusterIP")) {
            spec.set("clusterIP", Json.at(before, "spec", "clusterIP"));
            spec.set("clusterIPs", Json.at(before, "spec", "clusterIPs"));
        }
        return changed(given, object);
    }

    private static void selector(ObjectNode deployment, List<Cause> causes) {
        Map<String, String> wanted = Json.strings(Json.at(deployment, "spec", "selector", "matchLabels"));
        Map<String, String> labels = Json.strings(Json.at(deployment, "spec", "template", "metadata", "labels"));
        if (Json.at(deployment, "spec", "selector").isEmpty()) {
            causes.add(Cause.required("spec.selector", ""));
        } else if (!labels.entrySet().containsAll(wanted.entrySet())) {
            causes.add(Cause.invalid(
                    "spec.template.metadata.labels", labels.toString(), "`selector` does not match template `labels`"));
        }
    }

    private static void containers(JsonNode podSpec, String path, List<Cause> causes) {
        JsonNode containers = podSpec.path("containers");
        if (containers.isEmpty()) {
            causes.add(Cause.required(path + ".containers", ""));
        }
        for (int i = 0; i < containers.size(); i++) {
            for (String field : List.of("name", "image")) {
                if (Json.text(containers.get(i), field).isEmpty()) {
                    causes.add(Cause.required("%s.containers[%d].%s".formatted(path, i, field), ""));
                }
            }
        }
    }

    private static Admission.Verdict changed(ObjectNode given, ObjectNode object) {
        return object.equals(given) ? Admission.ADMITTED : new Admission.Verdict.Changed(object);
    }

    private static void absent(ObjectNode node, String field, int value) {
        if (!node.hasNonNull(field)) {
            node.put(field, value);
        }
    }

    private static void absent(ObjectNode node, String field, String value) {
        if (!node.hasNonNull(field)) {
            node.put(field, value);
        }
    }
}
