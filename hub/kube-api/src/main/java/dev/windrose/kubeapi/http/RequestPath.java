package dev.windrose.kubeapi.http;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where a request goes. Strict: empty, dotted or encoded separators lead nowhere, so that what was authorised is what is
 * served.
 */
sealed interface RequestPath {
    /** Everything that is no resource, e.g. {@code /apis}, {@code /version}, {@code /openapi/v3/apis/apps/v1}. */
    record Other(List<String> segments) implements RequestPath {
        String text() {
            return "/" + String.join("/", segments);
        }
    }

    /**
     * A collection or an object.
     *
     * @param group empty for core
     * @param namespace empty when cluster-scoped or over all namespaces
     * @param name empty for the collection
     * @param subresource empty for the object itself
     */
    record Resource(String group, String version, String namespace, String plural, String name, String subresource)
            implements RequestPath {}

    /** Empty when the path is none that a server should look at. */
    static Optional<RequestPath> parse(String raw) {
        if (!raw.startsWith("/") || raw.length() > 2048) {
            return Optional.empty();
        }
        var segments = new ArrayList<String>();
        String[] parts = raw.substring(1).split("/", -1);
        for (int i = 0; i < parts.length; i++) {
            if (parts[i].isEmpty() && i == parts.length - 1) {
                break;
            }
            Optional<String> segment = decoded(parts[i]);
            if (segment.isEmpty()) {
                return Optional.empty();
            }
            segments.add(segment.get());
        }
        return Optional.of(of(segments));
    }

    private static Optional<String> decoded(String segment) {
        try {
            // A plus is a plus in paths; only queries make a space of it.
            String text = URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
            boolean trick = text.isEmpty()
                    || text.equals(".")
                    || text.equals("..")
                    || text.chars().anyMatch(c -> c == '/' || c == '\\' || c < 0x20 || c == 0x7f || c == 0xfffd);
            return trick ? Optional.empty() : Optional.of(text);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static RequestPath of(List<String> segments) {
        if (segments.size() >= 3 && segments.get(0).equals("api")) {
            return resource("", segments.get(1), segments.subList(2, segments.size()));
        }
        if (segments.size() >= 4 && segments.get(0).equals("apis")) {
            return resource(segments.get(1), segments.get(2), segments.subList(3, segments.size()));
        }
        return new Other(List.copyOf(segments));
    }

    private static RequestPath resource(String group, String version, List<String> rest) {
        boolean inNamespace = rest.size() >= 3
                && rest.get(0).equals("namespaces")
                && !(group.isEmpty() && List.of("status", "finalize").contains(rest.get(2)) && rest.size() == 3);
        String namespace = inNamespace ? rest.get(1) : "";
        List<String> tail = inNamespace ? rest.subList(2, rest.size()) : rest;
        String name = tail.size() > 1 ? tail.get(1) : "";
        String subresource = tail.size() > 2 ? String.join("/", tail.subList(2, tail.size())) : "";
        return new Resource(group, version, namespace, tail.getFirst(), name, subresource);
    }
}
