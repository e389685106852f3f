package dev.windrose.kubeapi.service;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.kubeapi.json.JsonPath;
import dev.windrose.kubeapi.resource.ResourceDescriptor;
import dev.windrose.kubeapi.status.Failures;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code a.b=x,c!=y} over the fields a kind declares selectable; commas, equals and backslashes are escaped by a backslash. */
record FieldSelector(List<Term> terms) {
    static final FieldSelector EVERYTHING = new FieldSelector(List.of());

    record Term(String field, JsonPath path, String value, boolean equal) {
        boolean matches(ObjectNode object) {
            List<JsonNode> found = path.find(object);
            String actual = found.isEmpty() ? "" : found.getFirst().asText("");
            return actual.equals(value) == equal;
        }
    }

    FieldSelector {
        terms = List.copyOf(terms);
    }

    static FieldSelector parse(ResourceDescriptor resource, String text) {
        if (text.isBlank()) {
            return EVERYTHING;
        }
        var terms = new ArrayList<Term>();
        for (String part : split(text)) {
            if (!part.isBlank()) {
                terms.add(term(resource, text, part.strip()));
            }
        }
        return new FieldSelector(terms);
    }

    private static List<String> split(String text) {
        var parts = new ArrayList<String>();
        var part = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\' && i + 1 < text.length()) {
                part.append(c).append(text.charAt(++i));
            } else if (c == ',') {
                parts.add(part.toString());
                part.setLength(0);
            } else {
                part.append(c);
            }
        }
        parts.add(part.toString());
        return parts;
    }

    private static Term term(ResourceDescriptor resource, String text, String part) {
        int at = part.indexOf('=');
        if (at <= 0) {
            throw Failures.badRequest("invalid selector: '%s'; can't understand '%s'".formatted(text, part));
        }
        boolean equal = part.charAt(at - 1) != '!';
        String field = part.substring(0, equal ? at : at - 1).strip();
        int from = part.startsWith("==", at) ? at + 2 : at + 1;
        return new Term(
                field, path(resource, field), unescaped(part.substring(from).strip()), equal);
    }

    private static JsonPath path(ResourceDescriptor resource, String field) {
        if (field.equals("metadata.name") || (field.equals("metadata.namespace") && resource.namespaced())) {
            return JsonPath.parse("." + field);
        }
        JsonPath path = resource.selectableFields().get(field);
        if (path == null) {
            throw Failures.badRequest("field label not supported: " + field);
        }
        return path;
    }

    private static String unescaped(String value) {
        var out = new StringBuilder();
        for (int i = 0; i < value.length(); i++) {
            if (value.charAt(i) == '\\' && i + 1 < value.length()) {
                i++;
            }
            out.append(value.charAt(i));
        }
        return out.toString();
    }

    boolean matches(ObjectNode object) {
        return terms.stream().allMatch(term -> term.matches(object));
    }

    boolean isEverything() {
        return terms.isEmpty();
    }

    Optional<String> required(String field) {
        return terms.stream()
                .filter(term -> term.equal() && term.field().equals(field))
                .map(Term::value)
                .findFirst();
    }
}
