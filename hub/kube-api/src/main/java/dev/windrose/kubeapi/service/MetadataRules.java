package dev.windrose.kubeapi.service;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.kubeapi.json.Json;
import dev.windrose.kubeapi.resource.ResourceDescriptor;
import dev.windrose.kubeapi.resource.ResourceRegistry;
import dev.windrose.kubeapi.status.Cause;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** What must hold for the metadata of every object: names, labels, annotations, finalizers, owners. Pure. */
final class MetadataRules {
    private static final Pattern LABEL = Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?");
    private static final Pattern SUBDOMAIN =
            Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");
    private static final Pattern QUALIFIED = Pattern.compile("([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]");
    private static final int MAX_ANNOTATIONS = 256 * 1024;

    private static final String LABEL_TEXT =
            "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end"
                    + " with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is"
                    + " '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";
    private static final String SUBDOMAIN_TEXT =
            "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must"
                    + " start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is"
                    + " '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
    private static final String NAME_PART_TEXT =
            "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an"
                    + " alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation"
                    + " is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";
    private static final String VALUE_TEXT =
            "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must"
                    + " start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex"
                    + " used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";

    private MetadataRules() {}

    static List<Cause> faults(ResourceDescriptor resource, ObjectNode object) {
        var causes = new ArrayList<Cause>();
        JsonNode metadata = object.path("metadata");
        name(resource, metadata, causes);
        for (var label : metadata.path("labels").properties()) {
            key("metadata.labels", label.getKey(), causes);
            String value = label.getValue().asText();
            if (!value.isEmpty()
                    && (value.length() > 63 || !QUALIFIED.matcher(value).matches())) {
                String text = value.length() > 63 ? "must be no more than 63 bytes" : VALUE_TEXT;
                causes.add(Cause.invalid("metadata.labels", value, text));
            }
        }
        annotations(metadata.path("annotations"), causes);
        for (JsonNode finalizer : metadata.path("finalizers")) {
            key("metadata.finalizers", finalizer.asText(), causes);
        }
        owners(metadata.path("ownerReferences"), causes);
        return causes;
    }

    private static void name(ResourceDescriptor resource, JsonNode metadata, List<Cause> causes) {
        String name = metadata.path("name").asText();
        boolean label = resource.name().equals(ResourceRegistry.NAMESPACES);
        int longest = label ? 63 : 253;
        if (name.isEmpty()) {
            causes.add(Cause.required("metadata.name", "name or generateName is required"));
        } else if (name.length() > longest) {
            causes.add(Cause.invalid("metadata.name", name, "must be no more than %d bytes".formatted(longest)));
        } else if (!(label ? LABEL : SUBDOMAIN).matcher(name).matches()) {
            causes.add(Cause.invalid("metadata.name", name, label ? LABEL_TEXT : SUBDOMAIN_TEXT));
        }
    }

    private static void annotations(JsonNode annotations, List<Cause> causes) {
        long size = 0;
        for (var annotation : annotations.properties()) {
            key("metadata.annotations", annotation.getKey(), causes);
            size += annotation.getKey().length()
                    + annotation.getValue().asText().getBytes(StandardCharsets.UTF_8).length;
        }
        if (size > MAX_ANNOTATIONS) {
            causes.add(new Cause(
                    "FieldValueTooLong",
                    "Too long: may not be more than %d bytes".formatted(MAX_ANNOTATIONS),
                    "metadata.annotations"));
        }
    }

    /** A qualified name: {@code [prefix/]name}. */
    private static void key(String field, String key, List<Cause> causes) {
        int slash = key.indexOf('/');
        String prefix = slash < 0 ? "x" : key.substring(0, slash);
        String name = key.substring(slash + 1);
        if (prefix.length() > 253 || !SUBDOMAIN.matcher(prefix).matches()) {
            causes.add(Cause.invalid(field, key, "prefix part " + SUBDOMAIN_TEXT));
        } else if (name.length() > 63) {
            causes.add(Cause.invalid(field, key, "name part must be no more than 63 bytes"));
        } else if (!QUALIFIED.matcher(name).matches()) {
            causes.add(Cause.invalid(field, key, NAME_PART_TEXT));
        }
    }

    private static void owners(JsonNode owners, List<Cause> causes) {
        long controllers = owners.valueStream()
                .filter(owner -> owner.path("controller").asBoolean())
                .count();
        if (controllers > 1) {
            causes.add(Cause.invalid(
                    "metadata.ownerReferences",
                    owners.toString(),
                    "Only one reference can have Controller set to true."));
        }
        int at = 0;
        for (JsonNode owner : owners) {
            for (String field : List.of("apiVersion", "kind", "name", "uid")) {
                if (Json.text(owner, field).isEmpty()) {
                    causes.add(Cause.invalid(
                            "metadata.ownerReferences[%d].%s".formatted(at, field), "", "must not be empty"));
                }
            }
            at++;
        }
    }
}
