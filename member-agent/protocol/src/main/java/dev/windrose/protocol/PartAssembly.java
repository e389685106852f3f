package dev.windrose.protocol;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Collects the parts of one thing; a part of another thing (another {@code id}) starts anew. Holds one at a time. */
final class PartAssembly<T> {

    private @Nullable Object id;
    private @Nullable Object[] parts = new Object[0];
    private int missing;

    /** All parts in order, once the last one came; the assembly is empty again then. */
    Optional<List<T>> add(Object partOf, Part part, T content) {
        if (!partOf.equals(id) || parts.length != part.count()) {
            id = partOf;
            parts = new Object[part.count()];
            missing = part.count();
        }
        if (parts[part.index() - 1] == null) {
            parts[part.index() - 1] = content;
            missing--;
        }
        if (missing > 0) {
            return Optional.empty();
        }
        List<T> complete = inOrder();
        clear();
        return Optional.of(complete);
    }

    @SuppressWarnings("unchecked") // only add() writes, and only a T
    private List<T> inOrder() {
        var complete = new ArrayList<T>(parts.length);
        Arrays.stream(parts).forEach(part -> complete.add((T) Objects.requireNonNull(part)));
        return complete;
    }

    void clear() {
        id = null;
        parts = new Object[0];
        missing = 0;
    }
}
