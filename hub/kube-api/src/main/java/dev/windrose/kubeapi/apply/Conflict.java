package dev.windrose.kubeapi.apply;

import static java.util.Objects.requireNonNull;

import dev.windrose.kubeapi.schema.GoText;
import java.time.Instant;
import java.util.Optional;

/**
 * A field that another manager owns with another value. As a status cause: reason {@code FieldManagerConflict}, message
 * {@link #message()}, field {@link #field()}.
 *
 * @param field as the real server prints it, e.g. {@code .spec.containers[name="web"].image}
 * @param manager who owns the field
 * @param subresource through which it was written, if any
 * @param apiVersion in which it was written
 * @param update whether it was written by an update rather than an apply
 * @param time when the manager last wrote; empty when not noted
 */
public record Conflict(
        String field,
        String manager,
        Optional<String> subresource,
        String apiVersion,
        boolean update,
        Optional<Instant> time) {
    public Conflict {
        requireNonNull(field, "field is null");
        requireNonNull(manager, "manager is null");
        requireNonNull(subresource, "subresource is null");
        requireNonNull(apiVersion, "apiVersion is null");
        requireNonNull(time, "time is null");
    }

    /** {@code conflict with "kubectl-edit" using apps/v1}; appliers are named without a version. */
    public String message() {
        return "conflict with " + printedManager();
    }

    String printedManager() {
        String name = GoText.quote(manager)
                + subresource.map(s -> " with subresource " + GoText.quote(s)).orElse("");
        return update ? name + " using " + apiVersion : name;
    }
}
