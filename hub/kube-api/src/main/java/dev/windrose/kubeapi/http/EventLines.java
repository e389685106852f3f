package dev.windrose.kubeapi.http;

import dev.windrose.kubeapi.json.Json;
import dev.windrose.kubeapi.store.StoreEvent;
import dev.windrose.kubeapi.store.StoredObject;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;

/**
 * Lines of watches, each made once for all watches that show the same: a change is told to one watcher after the other, so
 * the last few lines are enough. The buffers are shared and must not be changed.
 */
final class EventLines {
    /** Bytes of lines that are kept; a line that is larger is kept alone. */
    private static final int KEPT = 1 << 20;

    private static final byte[] OBJECT = "\",\"object\":".getBytes(StandardCharsets.UTF_8);
    private static final byte[] END = "}\n".getBytes(StandardCharsets.UTF_8);

    private final LinkedHashMap<Key, Buffer> recent = new LinkedHashMap<>();
    private int bytes;

    /** A stored object is the same only as itself: two states never share a line. */
    private record Key(StoredObject object, String type, Representation representation, boolean columns) {}

    /** @param columns whether a table row brings its columns along */
    Buffer line(
            StoreEvent.Type type, StoredObject object, Representation representation, boolean columns, Instant now) {
        var key = new Key(object, type.name(), representation, columns);
        synchronized (recent) {
            Buffer known = recent.get(key);
            if (known != null) {
                return known;
            }
        }
        Buffer line = line(type.name(), shown(object, representation, columns, now));
        keep(key, line);
        return line;
    }

    private void keep(Key key, Buffer line) {
        synchronized (recent) {
            if (recent.putIfAbsent(key, line) == null) {
                bytes += line.length();
            }
            while (bytes > KEPT && recent.size() > 1) {
                bytes -= recent.pollFirstEntry().getValue().length();
            }
        }
    }

    private static byte[] shown(StoredObject object, Representation representation, boolean columns, Instant now) {
        if (representation.isAsStored()) {
            return object.json();
        }
        return Json.bytes(
                representation.accept().as() == Accept.As.TABLE
                        ? representation.table(object.tree(), now, columns)
                        : representation.single(object.tree(), now));
    }

    /** {@code {"type":…,"object":…}} and a line feed. */
    static Buffer line(String type, byte[] object) {
        return Buffer.buffer(object.length + 40)
                .appendString("{\"type\":\"")
                .appendString(type)
                .appendBytes(OBJECT)
                .appendBytes(object)
                .appendBytes(END);
    }
}
