package dev.windrose.kubeapi.resource;

import java.util.List;

/**
 * What a kind is called.
 *
 * @param shortNames for command lines, e.g. {@code po}
 * @param categories groups of kinds that clients ask for together, e.g. {@code all}
 */
public record Names(
        String kind,
        String listKind,
        String plural,
        String singular,
        List<String> shortNames,
        List<String> categories) {
    public Names {
        if (kind.isEmpty() || plural.isEmpty() || !plural.equals(plural.toLowerCase(java.util.Locale.ROOT))) {
            throw new IllegalArgumentException(
                    "A kind (%s) needs a name and a lower-case plural (%s)".formatted(kind, plural));
        }
        shortNames = List.copyOf(shortNames);
        categories = List.copyOf(categories);
    }
}
