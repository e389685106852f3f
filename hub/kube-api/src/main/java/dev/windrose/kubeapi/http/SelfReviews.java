package dev.windrose.kubeapi.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.kubeapi.access.Authorizer;
import dev.windrose.kubeapi.access.Authorizer.Attributes;
import dev.windrose.kubeapi.access.Authorizer.Rule;
import dev.windrose.kubeapi.access.Caller;
import dev.windrose.kubeapi.json.Json;
import dev.windrose.kubeapi.status.Cause;
import dev.windrose.kubeapi.status.Failures;
import java.util.List;

/**
 * "May I?" and "who am I?": SelfSubjectAccessReview, SelfSubjectRulesReview, SelfSubjectReview. Everybody who could be
 * authenticated may ask; answers are JSON, also to protobuf questions.
 */
record SelfReviews(Authorizer authorizer) {
    static boolean isReview(RequestPath.Resource path) {
        return path.version().equals("v1")
                && path.name().isEmpty()
                && path.namespace().isEmpty()
                && !Discovery.reviewKind(path.group(), path.plural()).isEmpty();
    }

    void serve(Exchange exchange, Caller caller, RequestPath.Resource path) {
        if (!exchange.request().method().name().equals("POST")) {
            throw Failures.methodNotAllowed();
        }
        Bodies.read(exchange, bytes -> {
            JsonNode given = Bodies.object(exchange, bytes, ProtobufShape.ofReview(path.plural()))
                    .value();
            mustBe(given, path);
            JsonNode spec = given.path("spec");
            ObjectNode review = Json.object()
                    .put("kind", Discovery.reviewKind(path.group(), path.plural()))
                    .put("apiVersion", path.group() + "/v1");
            review.putObject("metadata").putNull("creationTimestamp");
            switch (path.plural()) {
                case "selfsubjectaccessreviews" -> access(exchange, caller, review, spec);
                case "selfsubjectrulesreviews" -> rules(exchange, caller, review, spec);
                default -> whoAmI(exchange, caller, review);
            }
        });
    }

    /** What says what it is must be the review that its path is for. */
    private static void mustBe(JsonNode given, RequestPath.Resource path) {
        String kind = Json.text(given, "kind");
        String wanted = Discovery.reviewKind(path.group(), path.plural());
        if (!given.isObject() || !(kind.isEmpty() || kind.equals(wanted))) {
            throw Failures.badRequest(
                    "the body must be a %s, not %s".formatted(wanted, kind.isEmpty() ? "this" : kind));
        }
    }

    private void access(Exchange exchange, Caller caller, ObjectNode review, JsonNode spec) {
        review.set("spec", spec);
        JsonNode at = spec.path("resourceAttributes");
        JsonNode path = spec.path("nonResourceAttributes");
        if (at.isMissingNode() == path.isMissingNode()) {
            throw Failures.invalid(
                    review.path("apiVersion").asText().replaceFirst("/.*", ""), "", "", List.of(fault(at)));
        }
        Attributes attributes = at.isMissingNode()
                ? Attributes.path(Json.text(path, "verb"), Json.text(path, "path"))
                : new Attributes(
                        Json.text(at, "verb"),
                        Json.text(at, "group"),
                        Json.text(at, "resource"),
                        Json.text(at, "subresource"),
                        Json.text(at, "namespace"),
                        Json.text(at, "name"),
                        "");
        exchange.then(authorizer.authorize(caller, attributes), decision -> {
            ObjectNode status = review.putObject("status").put("allowed", decision.allowed());
            if (!decision.reason().isEmpty()) {
                status.put("reason", decision.reason());
            }
            exchange.send(201, review);
        });
    }

    /** @param at what was given of a resource; then a path was given too */
    private static Cause fault(JsonNode at) {
        return at.isMissingNode()
                ? new Cause(
                        "FieldValueInvalid",
                        "Invalid value: null: exactly one of nonResourceAttributes or resourceAttributes must be specified",
                        "spec.resourceAttributes")
                : new Cause(
                        "FieldValueInvalid",
                        "Invalid value: cannot be specified in combination with resourceAttributes",
                        "spec.nonResourceAttributes");
    }

    private void rules(Exchange exchange, Caller caller, ObjectNode review, JsonNode spec) {
        if (Json.text(spec, "namespace").isEmpty()) {
            throw Failures.badRequest("no namespace on request");
        }
        review.putObject("spec");
        exchange.then(authorizer.rules(caller, Json.text(spec, "namespace")), rules -> {
            ObjectNode status = review.putObject("status").put("incomplete", false);
            ArrayNode resources = status.putArray("resourceRules");
            ArrayNode paths = status.putArray("nonResourceRules");
            for (Rule rule : rules) {
                if (rule.paths().isEmpty()) {
                    ObjectNode one = resources.addObject();
                    strings(one, "verbs", rule.verbs());
                    strings(one, "apiGroups", rule.groups());
                    strings(one, "resources", rule.resources());
                    strings(one, "resourceNames", rule.names());
                } else {
                    ObjectNode one = paths.addObject();
                    strings(one, "verbs", rule.verbs());
                    strings(one, "nonResourceURLs", rule.paths());
                }
            }
            exchange.send(201, review);
        });
    }

    private static void whoAmI(Exchange exchange, Caller caller, ObjectNode review) {
        ObjectNode user = review.putObject("status").putObject("userInfo").put("username", caller.user());
        strings(user, "groups", caller.groups());
        exchange.send(201, review);
    }

    private static void strings(ObjectNode object, String field, List<String> values) {
        if (!values.isEmpty()) {
            ArrayNode array = object.putArray(field);
            values.forEach(array::add);
        }
    }
}
