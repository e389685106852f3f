package dev.windrose.kubeapi.service;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.kubeapi.json.JsonPath;
import dev.windrose.kubeapi.resource.ResourceDescriptor;
import dev.windrose.kubeapi.status.Failures;
import dev.windrose.kubeapi.store.StoredObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * {@code a.b=x,c!=y} over name, namespace and the fields a kind declares selectable. Nothing is trimmed; commas, equals
 * signs and backslashes in values are escaped by a backslash. What it refuses it refuses in the words of kube-apiserver 1.34.
 */
record FieldSelector(List<Term> terms) {
    static final FieldSelector EVERYTHING = new FieldSelector(List.of());

    private static final String NAME = "metadata.name";
    private static final String NAMESPACE = "metadata.namespace";

    /** @param path where the field is; empty for name and namespace, which the key holds */
    record Term(String field, Optional<JsonPath> path, String value, boolean equal) {
        boolean ofKey() {
            return path.isEmpty();
        }

        boolean matchesKey(StoredObject object) {
            String actual =
                    field.equals(NAME) ? object.key().name() : object.key().namespace();
            return actual.equals(value) == equal;
        }

        /** A field that is absent counts as empty. */
        boolean matches(ObjectNode object) {
            List<JsonNode> found = path.orElseThrow().find(object);
            String actual = found.isEmpty() ? "" : found.getFirst().asText("");
            return actual.equals(value) == equal;
        }
    }

    FieldSelector {
        terms = List.copyOf(terms);
    }

    static FieldSelector parse(ResourceDescriptor resource, String text) {
        var raw = new ArrayList<Raw>();
        for (String part : split(text)) {
            if (!part.isEmpty()) {
                raw.add(raw(text, part));
            }
        }
        return raw.isEmpty()
                ? EVERYTHING
                : new FieldSelector(
                        raw.stream().map(term -> term.resolved(resource)).toList());
    }

    static FieldSelector named(String name) {
        return new FieldSelector(List.of(new Term(NAME, Optional.empty(), name, true)));
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

    /** A term as written, before anybody asks whether the kind has the field. */
    private record Raw(String field, String value, boolean equal) {
        Term resolved(ResourceDescriptor resource) {
            if (field.equals(NAME) || (field.equals(NAMESPACE) && resource.namespaced())) {
                return new Term(field, Optional.empty(), value, equal);
            }
            JsonPath path = resource.selectableFields().get(field);
            if (path == null) {
                throw Failures.badRequest("field label not supported: " + field);
            }
            return new Term(field, Optional.of(path), value, equal);
        }
    }

    private static Raw raw(String text, String part) {
        for (int at = 0; at < part.length(); at++) {
            for (String operator : List.of("!=", "==", "=")) {
                if (part.startsWith(operator, at)) {
                    String value = unescaped(part.substring(at + operator.length()));
                    return new Raw(part.substring(0, at), value, !operator.equals("!="));
                }
            }
        }
        throw Failures.badRequest("invalid selector: '%s'; can't understand '%s'".formatted(text, part));
    }

    private static String unescaped(String value) {
        var out = new StringBuilder();
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '\\') {
                String escaped = i + 1 < value.length() ? value.substring(i + 1, i + 2) : "";
                if (escaped.isEmpty() || "\\,=".indexOf(escaped.charAt(0)) < 0) {
                    throw Failures.badRequest("invalid field selector: invalid escape sequence: \\" + escaped);
                }
                c = escaped.charAt(0);
                i++;
            } else if (c == ',' || c == '=') {
                throw Failures.badRequest("invalid field selector: unescaped character in value: " + (int) c);
            }
            out.append(c);
        }
        return out.toString();
    }

    boolean matches(StoredObject object) {
        ObjectNode tree = null;
        for (Term term : terms) {
            if (term.ofKey()) {
                if (!term.matchesKey(object)) {
                    return false;
                }
                continue;
            }
            tree = tree == null ? object.tree() : tree;
            if (!term.matches(tree)) {
                return false;
            }
        }
        return true;
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
