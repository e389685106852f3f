package dev.windrose.kubeapi.store;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.kubeapi.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/**
 * One state of one object: as JSON bytes, as a tree, or both. Whoever passes it on unchanged takes the bytes and saves the
 * tree; whoever looks inside takes the tree. Bytes weigh a fifth of a tree, so what is kept for long is kept as bytes.
 * Immutable: neither bytes nor tree may be changed by anybody.
 */
public final class StoredObject {
    /** Of one value inside a document: more may follow it. */
    private static final ObjectReader PART =
            Json.MAPPER.reader().without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private final ObjectKey key;
    private final long version;
    private volatile byte @Nullable [] json;
    private final @Nullable ObjectNode tree;
    private volatile @Nullable JsonNode labels;

    private StoredObject(ObjectKey key, long version, byte @Nullable [] json, @Nullable ObjectNode tree) {
        this.key = requireNonNull(key, "key is null");
        this.version = version;
        this.json = json;
        this.tree = tree;
    }

    /** @param tree with {@code metadata.resourceVersion} set to the version */
    public static StoredObject of(ObjectKey key, long version, ObjectNode tree) {
        return new StoredObject(key, version, null, requireNonNull(tree, "tree is null"));
    }

    /** @param json UTF-8, with {@code metadata.resourceVersion} set to the version */
    public static StoredObject of(ObjectKey key, long version, byte[] json) {
        return new StoredObject(key, version, requireNonNull(json, "json is null"), null);
    }

    public ObjectKey key() {
        return key;
    }

    /** The number of the change that made this state. */
    public long version() {
        return version;
    }

    /** UTF-8, compact; made once and shared. */
    public byte[] json() {
        byte[] bytes = json;
        if (bytes == null) {
            bytes = Json.bytes(requireNonNull(tree, "neither bytes nor tree"));
            json = bytes;
        }
        return bytes;
    }

    /** The tree; parsed anew at each call unless this is {@link #parsed()}. */
    public ObjectNode tree() {
        return tree != null ? tree : parse(json());
    }

    /** The same state with its tree at hand, for those who look inside more than once. */
    public StoredObject parsed() {
        return tree != null ? this : new StoredObject(key, version, json, parse(json()));
    }

    /** The same state without its tree, for those who keep it. */
    public StoredObject packed() {
        return tree == null ? this : new StoredObject(key, version, json(), null);
    }

    /** {@code metadata.labels}, found without building the tree; missing when there are none. */
    public JsonNode labels() {
        if (tree != null) {
            return tree.path("metadata").path("labels");
        }
        JsonNode found = labels;
        if (found == null) {
            found = readLabels(json());
            labels = found;
        }
        return found;
    }

    private static ObjectNode parse(byte[] json) {
        try {
            return (ObjectNode) Json.MAPPER.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException("A stored object is no JSON", e);
        }
    }

    private static JsonNode readLabels(byte[] json) {
        try (JsonParser parser = Json.MAPPER.getFactory().createParser(json)) {
            parser.nextToken();
            return enter(parser, "metadata") && enter(parser, "labels")
                    ? PART.readTree(parser)
                    : MissingNode.getInstance();
        } catch (IOException e) {
            throw new UncheckedIOException("A stored object is no JSON", e);
        }
    }

    /** From the beginning of an object to the value of one of its fields. */
    private static boolean enter(JsonParser parser, String field) throws IOException {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            return false;
        }
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            boolean here = parser.currentName().equals(field);
            parser.nextToken();
            if (here) {
                return true;
            }
            parser.skipChildren();
        }
        return false;
    }

    @Override
    public String toString() {
        return "%s %s/%s@%d".formatted(key.resource(), key.namespace(), key.name(), version);
    }
}
