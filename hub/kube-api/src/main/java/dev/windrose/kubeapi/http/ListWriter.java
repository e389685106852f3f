package dev.windrose.kubeapi.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.kubeapi.json.Json;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.util.Iterator;

/**
 * Writes a long list piece by piece, as fast as the client reads: the whole of it is never in memory as text, and the event
 * loop is given back whenever the connection is full.
 */
final class ListWriter {
    private static final int PIECE = 32 * 1024;

    private final Exchange exchange;
    private final Iterator<? extends JsonNode> items;
    private boolean first = true;

    private ListWriter(Exchange exchange, Iterator<? extends JsonNode> items) {
        this.exchange = exchange;
        this.items = items;
    }

    /** JSON only: {@code head} with one more field, an array of the items. */
    static void write(Exchange exchange, ObjectNode head, String field, Iterator<? extends JsonNode> items) {
        HttpServerResponse response = exchange.begin(200, "application/json").setChunked(true);
        byte[] opening = Json.bytes(head);
        Buffer start = Buffer.buffer().appendBytes(opening, 0, opening.length - 1);
        response.write(start.appendString(",\"" + field + "\":["));
        var writer = new ListWriter(exchange, items);
        writer.go();
    }

    private void go() {
        HttpServerResponse response = exchange.response();
        while (items.hasNext()) {
            if (response.closed()) {
                return;
            }
            if (response.writeQueueFull()) {
                response.drainHandler(_ -> exchange.run(this::go));
                return;
            }
            Buffer piece = Buffer.buffer(PIECE);
            while (items.hasNext() && piece.length() < PIECE) {
                if (!first) {
                    piece.appendString(",");
                }
                first = false;
                piece.appendBytes(Json.bytes(items.next()));
            }
            response.write(piece);
        }
        response.end("]}");
    }
}
