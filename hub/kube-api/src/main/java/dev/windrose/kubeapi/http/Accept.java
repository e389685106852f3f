package dev.windrose.kubeapi.http;

import dev.windrose.kubeapi.status.Failures;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The representation a client wants: the first of its Accept header that can be given.
 *
 * @param version of the transformation, e.g. v1 of Table; empty for AS_IS
 */
record Accept(Format format, As as, String version) {
    static final Accept JSON = new Accept(Format.JSON, As.AS_IS, "");

    enum Format {
        JSON,
        YAML
    }

    enum As {
        AS_IS,
        TABLE,
        PARTIAL,
        DISCOVERY
    }

    /** Whether the client could read a Status in protobuf and in nothing else that is written here. */
    static boolean onlyProtobuf(@Nullable String header) {
        if (header == null || !header.toLowerCase(Locale.ROOT).contains(Bodies.PROTOBUF)) {
            return false;
        }
        for (String range : header.split(",", -1)) {
            if (range(range.strip()) != null) {
                return false;
            }
        }
        return true;
    }

    static Accept of(@Nullable String header) {
        if (header == null || header.isBlank()) {
            return JSON;
        }
        for (String range : header.split(",", -1)) {
            Accept found = range(range.strip());
            if (found != null) {
                return found;
            }
        }
        throw Failures.notAcceptable("application/json, application/yaml");
    }

    private static @Nullable Accept range(String range) {
        String[] parts = range.split(";", -1);
        Format format = switch (parts[0].strip().toLowerCase(Locale.ROOT)) {
            case "application/json", "*/*", "application/*", "text/html", "text/*", "text/plain" -> Format.JSON;
            case "application/yaml", "application/x-yaml", "text/yaml" -> Format.YAML;
            default -> null;
        };
        if (format == null) {
            return null;
        }
        Map<String, String> parameters = new HashMap<>();
        for (String part : parts) {
            int at = part.indexOf('=');
            if (at > 0) {
                parameters.put(
                        part.substring(0, at).strip(), part.substring(at + 1).strip());
            }
        }
        String as = parameters.getOrDefault("as", "");
        String version = parameters.getOrDefault("v", "v1");
        return switch (as) {
            case "" -> new Accept(format, As.AS_IS, "");
            case "Table" ->
                version.equals("v1") || version.equals("v1beta1") ? new Accept(format, As.TABLE, version) : null;
            case "PartialObjectMetadata", "PartialObjectMetadataList" -> new Accept(format, As.PARTIAL, version);
            case "APIGroupDiscoveryList" ->
                version.equals("v2") || version.equals("v2beta1") ? new Accept(format, As.DISCOVERY, version) : null;
            default -> null;
        };
    }
}
