package dev.windrose.kubeapi.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.kubeapi.json.Json;
import dev.windrose.kubeapi.service.ObjectList;
import dev.windrose.kubeapi.store.StoredObject;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.function.Function;

/**
 * Writes lists. A long one goes out piece by piece, as fast as the client reads: the whole of it is never in memory as
 * text, and the event loop is given back whenever the connection is full. Objects that are wanted as they are stored are
 * not parsed.
 */
record ListWriter(InstantSource clock) {
    /** From so many items on, a list is written piece by piece. */
    private static final int LONG_LIST = 200;

    private static final int PIECE = 64 * 1024;

    void send(Exchange exchange, Representation representation, ObjectList found) {
        Instant now = clock.instant();
        ObjectNode head = representation.listHead(found);
        boolean json = representation.accept().format() == Accept.Format.JSON;
        if (json && (representation.isAsStored() || found.stored().size() >= LONG_LIST)) {
            Function<StoredObject, byte[]> bytes = representation.isAsStored()
                    ? StoredObject::json
                    : object -> Json.bytes(representation.item(object.tree(), now));
            begin(exchange, head, representation.itemsField());
            new Writing(exchange, found.stored().stream().map(bytes).iterator()).go();
            return;
        }
        var array = head.putArray(representation.itemsField());
        found.stored().forEach(object -> array.add(representation.item(object.tree(), now)));
        exchange.send(200, head);
    }

    /** The head with one more field, an array that stays open. */
    private static void begin(Exchange exchange, ObjectNode head, String field) {
        byte[] opening = Json.bytes(head);
        exchange.begin(200, "application/json")
                .setChunked(true)
                .write(Buffer.buffer()
                        .appendBytes(opening, 0, opening.length - 1)
                        .appendString(",\"" + field + "\":["));
    }

    private static final class Writing {
        private final Exchange exchange;
        private final Iterator<byte[]> items;
        private boolean first = true;

        Writing(Exchange exchange, Iterator<byte[]> items) {
            this.exchange = exchange;
            this.items = items;
        }

        void go() {
            HttpServerResponse response = exchange.response();
            while (items.hasNext()) {
                if (response.closed()) {
                    return;
                }
                if (response.writeQueueFull()) {
                    response.drainHandler(_ -> exchange.run(this::go));
                    return;
                }
                response.write(piece());
            }
            response.end("]}");
        }

        private Buffer piece() {
            Buffer piece = Buffer.buffer(PIECE + PIECE / 4);
            while (items.hasNext() && piece.length() < PIECE) {
                if (!first) {
                    piece.appendByte((byte) ',');
                }
                first = false;
                piece.appendBytes(items.next());
            }
            return piece;
        }
    }
}
