package dev.windrose.kubeapi.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.windrose.kubeapi.http.ResourceRoutes.Call;
import dev.windrose.kubeapi.json.Json;
import dev.windrose.kubeapi.resource.ResourceDescriptor;
import dev.windrose.kubeapi.service.PatchType;
import dev.windrose.kubeapi.service.WriteOptions;
import dev.windrose.kubeapi.service.WriteOptions.FieldValidation;
import dev.windrose.kubeapi.status.Cause;
import dev.windrose.kubeapi.status.Failures;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The parameters of writes: fieldManager, fieldValidation, dryRun, force; checked as a real server checks them. */
final class WriteParameters {
    private static final String GROUP = "meta.k8s.io";

    private WriteParameters() {}

    /** @param kind of the options, for messages, e.g. {@code CreateOptions} */
    static WriteOptions options(Call call, String kind) {
        Query query = call.exchange().query();
        String manager = query.text("fieldManager");
        if (manager.length() > 128) {
            throw invalid(
                    kind, new Cause("FieldValueTooLong", "Too long: may not be more than 128 bytes", "fieldManager"));
        }
        if (manager.chars().anyMatch(c -> c < 0x20 || c == 0x7f)) {
            throw invalid(kind, Cause.invalid("fieldManager", manager, "should only contain printable characters"));
        }
        return new WriteOptions(
                call.caller(),
                manager.isEmpty() ? fromUserAgent(call.exchange().header("User-Agent")) : manager,
                dryRun(kind, query.parameters().getAll("dryRun")),
                validation(kind, query.text("fieldValidation")));
    }

    static WriteOptions patchOptions(Call call, PatchType type) {
        Query query = call.exchange().query();
        if (type == PatchType.APPLY && query.text("fieldManager").isEmpty()) {
            throw invalid("PatchOptions", Cause.required("fieldManager", "is required for apply patch"));
        }
        if (type != PatchType.APPLY && query.flag("force")) {
            throw invalid("PatchOptions", Cause.forbidden("force", "may not be specified for non-apply patch"));
        }
        return options(call, "PatchOptions");
    }

    static WriteOptions deleteOptions(Call call, JsonNode body) {
        WriteOptions options = options(call, "DeleteOptions");
        boolean dryRun = options.dryRun() || dryRun("DeleteOptions", Json.strings(body.path("dryRun")));
        return new WriteOptions(options.caller(), options.fieldManager(), dryRun, options.validation());
    }

    /** DeleteOptions; an empty body means none. */
    static JsonNode deleteBody(Exchange exchange, byte[] bytes) {
        if (bytes.length == 0) {
            return Json.object();
        }
        JsonNode body = Bodies.object(exchange, bytes).value();
        String policy = Json.text(body, "propagationPolicy");
        if (!policy.isEmpty() && !List.of("Orphan", "Background", "Foreground").contains(policy)) {
            throw invalid(
                    "DeleteOptions",
                    Cause.invalid(
                            "propagationPolicy",
                            policy,
                            "must be one of \"Foreground\", \"Background\", \"Orphan\" or absent"));
        }
        return body;
    }

    static String patchTypes(ResourceDescriptor resource) {
        String always = "%s, %s, %s"
                .formatted(PatchType.JSON.mediaType(), PatchType.MERGE.mediaType(), PatchType.APPLY.mediaType());
        return resource.builtIn() ? always + ", " + PatchType.STRATEGIC.mediaType() : always;
    }

    /** The program's name: everything before the first slash, as a real server takes it. */
    static String fromUserAgent(@Nullable String agent) {
        if (agent == null || agent.isBlank()) {
            return "unknown";
        }
        int slash = agent.indexOf('/');
        String name = slash < 0 ? agent : agent.substring(0, slash);
        var printable = new StringBuilder();
        name.codePoints().filter(c -> c >= 0x20 && c < 0x7f).limit(128).forEach(printable::appendCodePoint);
        return printable.isEmpty() ? "unknown" : printable.toString();
    }

    private static boolean dryRun(String kind, List<String> values) {
        for (String value : values) {
            if (!value.equals("All")) {
                throw invalid(
                        kind,
                        new Cause(
                                "FieldValueNotSupported",
                                "Unsupported value: \"%s\": supported values: \"All\"".formatted(value),
                                "dryRun"));
            }
        }
        return !values.isEmpty();
    }

    private static FieldValidation validation(String kind, String text) {
        return switch (text) {
            case "", "Warn" -> FieldValidation.WARN;
            case "Ignore" -> FieldValidation.IGNORE;
            case "Strict" -> FieldValidation.STRICT;
            default ->
                throw invalid(
                        kind,
                        new Cause(
                                "FieldValueNotSupported",
                                "Unsupported value: \"%s\": supported values: \"Ignore\", \"Strict\", \"Warn\""
                                        .formatted(text),
                                "fieldValidation"));
        };
    }

    private static RuntimeException invalid(String kind, Cause cause) {
        return Failures.invalid(GROUP, kind, "", List.of(cause));
    }
}
