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
import java.util.Optional;
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
            boolean zipped = isLarge(representation, found) && Gzip.isAccepted(exchange);
            var writing =
                    new Writing(exchange, found.stored().stream().map(bytes).iterator(), zipped);
            writing.begin(head, representation.itemsField());
            writing.go();
            return;
        }
        var array = head.putArray(representation.itemsField());
        found.stored().forEach(object -> array.add(representation.item(object.tree(), now)));
        exchange.send(200, head);
    }

    /** What is not sent as it is stored is as large as that, more or less. */
    private static boolean isLarge(Representation representation, ObjectList found) {
        if (!representation.isAsStored()) {
            return true;
        }
        long bytes = 0;
        for (StoredObject object : found.stored()) {
            bytes += object.json().length;
        }
        return bytes >= Gzip.THRESHOLD;
    }

    private static final class Writing {
        private final Exchange exchange;
        private final Iterator<byte[]> items;
        private final Optional<Gzip> gzip;
        private boolean first = true;

        Writing(Exchange exchange, Iterator<byte[]> items, boolean zipped) {
            this.exchange = exchange;
            this.items = items;
            this.gzip = zipped ? Optional.of(new Gzip()) : Optional.empty();
        }

        /** The head with one more field, an array that stays open. */
        void begin(ObjectNode head, String field) {
            HttpServerResponse response =
                    exchange.begin(200, "application/json").setChunked(true);
            response.putHeader("Vary", "Accept-Encoding");
            if (gzip.isPresent()) {
                response.putHeader("Content-Encoding", "gzip");
            }
            byte[] opening = Json.bytes(head);
            write(Buffer.buffer().appendBytes(opening, 0, opening.length - 1).appendString(",\"" + field + "\":["));
        }

        private void write(Buffer piece) {
            Buffer ready = gzip.map(zip -> zip.add(piece)).orElse(piece);
            if (ready.length() > 0) {
                exchange.response().write(ready);
            }
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
                write(piece());
            }
            write(Buffer.buffer("]}"));
            exchange.end(gzip.map(Gzip::end).orElseGet(Buffer::buffer));
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
