package dev.windrose.kubeapi.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.windrose.kubeapi.http.ResourceRoutes.Call;
import dev.windrose.kubeapi.json.Json;
import dev.windrose.kubeapi.schema.GoText;
import dev.windrose.kubeapi.service.DeleteOptions;
import dev.windrose.kubeapi.service.DeleteOptions.Propagation;
import dev.windrose.kubeapi.service.WriteOptions;
import dev.windrose.kubeapi.status.Cause;
import dev.windrose.kubeapi.status.Failures;
import java.util.List;
import java.util.Optional;

/** What a DELETE says beside its path, in a body or, without one, in the query. */
record DeleteParameters(DeleteOptions conditions, WriteOptions options) {
    private static final String KIND = "DeleteOptions";

    static DeleteParameters of(Call call, byte[] bytes) {
        JsonNode body = bytes.length == 0 ? fromQuery(call.exchange().query()) : body(call.exchange(), bytes);
        WriteOptions options = WriteParameters.options(call, KIND);
        boolean dryRun = options.dryRun() || WriteParameters.dryRun(KIND, Json.strings(body.path("dryRun")));
        var conditions = new DeleteOptions(
                Json.text(body, "preconditions", "uid"),
                Json.text(body, "preconditions", "resourceVersion"),
                propagation(body));
        return new DeleteParameters(
                conditions, new WriteOptions(options.caller(), options.fieldManager(), dryRun, options.validation()));
    }

    private static JsonNode fromQuery(Query query) {
        var body = Json.object();
        String policy = query.text("propagationPolicy");
        if (!policy.isEmpty()) {
            body.put("propagationPolicy", policy);
        }
        if (!query.text("orphanDependents").isEmpty()) {
            body.put("orphanDependents", query.flag("orphanDependents"));
        }
        return body;
    }

    private static JsonNode body(Exchange exchange, byte[] bytes) {
        JsonNode body =
                Bodies.object(exchange, bytes, ProtobufShape.DELETE_OPTIONS).value();
        String kind = Json.text(body, "kind");
        if (!body.isObject() || !(kind.isEmpty() || kind.equals(KIND))) {
            throw Failures.badRequest("the body of a DELETE must be DeleteOptions, or empty");
        }
        must(body.path("preconditions"), JsonNode::isObject, "preconditions must be an object");
        must(body.at("/preconditions/uid"), JsonNode::isTextual, "preconditions.uid must be a string");
        must(
                body.at("/preconditions/resourceVersion"),
                JsonNode::isTextual,
                "preconditions.resourceVersion must be a string");
        must(body.path("propagationPolicy"), JsonNode::isTextual, "propagationPolicy must be a string");
        must(body.path("orphanDependents"), JsonNode::isBoolean, "orphanDependents must be a boolean");
        must(body.path("gracePeriodSeconds"), JsonNode::canConvertToLong, "gracePeriodSeconds must be a whole number");
        must(body.path("dryRun"), JsonNode::isArray, "dryRun must be a list of strings");
        return body;
    }

    private static void must(JsonNode value, java.util.function.Predicate<JsonNode> shape, String fault) {
        if (!value.isMissingNode() && !value.isNull() && !shape.test(value)) {
            throw Failures.badRequest(fault);
        }
    }

    private static Optional<Propagation> propagation(JsonNode body) {
        String policy = Json.text(body, "propagationPolicy");
        boolean old = body.path("orphanDependents").isBoolean();
        Optional<Propagation> asked = switch (policy) {
            case "" -> Optional.empty();
            case "Orphan" -> Optional.of(Propagation.ORPHAN);
            case "Background" -> Optional.of(Propagation.BACKGROUND);
            case "Foreground" -> Optional.of(Propagation.FOREGROUND);
            default -> throw unsupported(policy);
        };
        if (old && asked.isPresent()) {
            throw WriteParameters.invalid(
                    KIND,
                    Cause.invalid(
                            "propagationPolicy",
                            policy,
                            "orphanDependents and deletionPropagation cannot be both set"));
        }
        return old
                ? Optional.of(
                        body.path("orphanDependents").booleanValue() ? Propagation.ORPHAN : Propagation.BACKGROUND)
                : asked;
    }

    private static RuntimeException unsupported(String policy) {
        return WriteParameters.invalid(
                KIND,
                new Cause(
                        "FieldValueNotSupported",
                        "Unsupported value: %s: supported values: %s"
                                .formatted(
                                        GoText.quote(policy),
                                        String.join(
                                                ", ",
                                                List.of("\"Foreground\"", "\"Background\"", "\"Orphan\"", "\"nil\""))),
                        "propagationPolicy"));
    }
}
