package dev.windrose.kubeapi.http;

import dev.windrose.kubeapi.http.ResourceRoutes.Call;
import dev.windrose.kubeapi.schema.GoText;
import dev.windrose.kubeapi.service.PatchType;
import dev.windrose.kubeapi.service.WriteOptions;
import dev.windrose.kubeapi.service.WriteOptions.FieldValidation;
import dev.windrose.kubeapi.status.Cause;
import dev.windrose.kubeapi.status.Failures;
import java.nio.charset.StandardCharsets;
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
        if (manager.getBytes(StandardCharsets.UTF_8).length > 128) {
            throw invalid(
                    kind, new Cause("FieldValueTooLong", "Too long: may not be more than 128 bytes", "fieldManager"));
        }
        for (int i = 0; i < manager.length(); i++) {
            char c = manager.charAt(i);
            if (c < 0x20 || c == 0x7f || !Character.isDefined(c)) {
                String shown = GoText.quote(manager);
                String why = "invalid character U+%04X (at position %d)".formatted((int) c, i);
                throw invalid(
                        kind,
                        new Cause("FieldValueInvalid", "Invalid value: %s: %s".formatted(shown, why), "fieldManager"));
            }
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

    static boolean dryRun(String kind, List<String> values) {
        for (String value : values) {
            if (!value.equals("All")) {
                throw invalid(
                        kind,
                        new Cause(
                                "FieldValueNotSupported",
                                "Unsupported value: [%s]: supported values: \"All\"".formatted(GoText.quote(value)),
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
                                "Unsupported value: %s: supported values: \"\", \"Ignore\", \"Strict\", \"Warn\""
                                        .formatted(GoText.quote(text)),
                                "fieldValidation"));
        };
    }

    static RuntimeException invalid(String kind, Cause cause) {
        return Failures.invalid(GROUP, kind, "", List.of(cause));
    }
}
