package dev.windrose.agent.apply;

import dev.windrose.protocol.ObjectKey;
import java.util.Optional;

/**
 * An {@link ObjectKey} taken apart: {@code <apiVersion>/<kind>/<namespace>/<name>}, the namespace empty for a
 * cluster-scoped object ({@code v1/Namespace//team-a}).
 */
public record ObjectRef(String apiVersion, String kind, String namespace, String name) {

    /** Empty when the key has another form. */
    public static Optional<ObjectRef> parse(ObjectKey key) {
        String[] part = key.value().split("/", -1);
        int n = part.length;
        if (n != 4 && n != 5) {
            return Optional.empty();
        }
        String apiVersion = n == 5 ? part[0] + "/" + part[1] : part[0];
        var ref = new ObjectRef(apiVersion, part[n - 3], part[n - 2], part[n - 1]);
        boolean complete =
                !part[0].isEmpty() && !apiVersion.endsWith("/") && !ref.kind.isEmpty() && !ref.name.isEmpty();
        return complete ? Optional.of(ref) : Optional.empty();
    }

    public ObjectKey key() {
        return new ObjectKey(apiVersion + "/" + kind + "/" + namespace + "/" + name);
    }

    /** The namespace this object touches: its own, or for a Namespace the one that it is. */
    String touches() {
        return apiVersion.equals("v1") && kind.equals("Namespace") ? name : namespace;
    }
}
