package dev.windrose.kubeapi.apply;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Optional;

/**
 * Who applies, and how.
 *
 * @param manager the field manager, 1 to 128 printable characters
 * @param force take over fields that others own with another value
 * @param now the time to note at the manager's entry; cut to seconds as {@code metav1.Time} is
 * @param subresource {@code status}, or empty for the main resource
 */
public record ApplyOptions(String manager, boolean force, Instant now, Optional<String> subresource) {
    public ApplyOptions {
        requireNonNull(now, "now is null");
        requireNonNull(subresource, "subresource is null");
        if (manager.isEmpty()) {
            throw new IllegalArgumentException("An apply needs a field manager. Maybe fieldManager is missing.");
        }
    }
}
