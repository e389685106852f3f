package dev.windrose.kubeapi.service;

import dev.windrose.kubeapi.resource.ResourceDescriptor;
import dev.windrose.kubeapi.service.WriteOptions.FieldValidation;
import dev.windrose.kubeapi.status.Cause;
import dev.windrose.kubeapi.status.Failures;
import java.util.List;
import java.util.stream.Stream;

/** What becomes of fields that the schema does not know, or that a body gives twice. Pure. */
final class UnknownFields {
    private UnknownFields() {}

    /**
     * Warnings for the caller.
     *
     * @param patched whether the object came of a patch, which then is invalid (422) rather than unreadable (400)
     * @throws dev.windrose.kubeapi.status.ApiException when the caller asked for strictness
     */
    static List<String> settle(
            ResourceDescriptor resource,
            FieldValidation validation,
            boolean patched,
            List<String> unknown,
            List<String> duplicates) {
        if ((unknown.isEmpty() && duplicates.isEmpty()) || validation == FieldValidation.IGNORE) {
            return List.of();
        }
        List<String> faults = Stream.concat(
                        duplicates.stream().map("duplicate field \"%s\""::formatted),
                        ordered(resource, unknown).map("unknown field \"%s\""::formatted))
                .toList();
        if (validation == FieldValidation.WARN) {
            return faults;
        }
        String all = "strict decoding error: " + String.join(", ", faults);
        if (patched) {
            throw Failures.invalid("", "", "", List.of(new Cause("FieldValueInvalid", all, "patch")));
        }
        throw Failures.badRequest("%s in version \"%s\" cannot be handled as a %s: %s"
                .formatted(resource.kind(), resource.version(), resource.kind(), all));
    }

    /** Of custom kinds, a real server reads the metadata first and then names the rest in order. */
    private static Stream<String> ordered(ResourceDescriptor resource, List<String> unknown) {
        return resource.builtIn()
                ? unknown.stream()
                : Stream.concat(
                        unknown.stream().filter(field -> field.startsWith("metadata.")),
                        unknown.stream()
                                .filter(field -> !field.startsWith("metadata."))
                                .sorted());
    }
}
