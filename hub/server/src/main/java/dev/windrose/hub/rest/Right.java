package dev.windrose.hub.rest;

import dev.windrose.api.Names;
import dev.windrose.kubeapi.access.Authorizer.Attributes;
import java.util.Map;

/** What a caller must be allowed to. Authorisation denies what nobody was granted. */
public sealed interface Right {
    Attributes attributes(String path, Map<String, String> parameters);

    /**
     * Of the path itself, as rules for non-resource URLs grant it.
     *
     * @param verb {@code get} or {@code create}
     */
    record OfPath(String verb) implements Right {
        @Override
        public Attributes attributes(String path, Map<String, String> parameters) {
            return Attributes.path(verb, path);
        }
    }

    /** Of a resource of the fleet: in the namespace that the path names, else over all; of the object that it names. */
    record OfResource(String verb, String resource, String subresource) implements Right {
        @Override
        public Attributes attributes(String path, Map<String, String> parameters) {
            return new Attributes(
                    verb,
                    Names.GROUP,
                    resource,
                    subresource,
                    parameters.getOrDefault("namespace", ""),
                    parameters.getOrDefault("name", ""),
                    "");
        }
    }

    Right GET = new OfPath("get");

    static Right of(String verb, String resource) {
        return new OfResource(verb, resource, "");
    }
}
