package dev.windrose.hub.store.db;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * From the text of a column to the bytes that clients get: without the blanks that PostgreSQL puts between tokens, and with
 * {@code metadata.resourceVersion}, which is the row's and never stands in the column. One pass, no tree: most of what is
 * read is handed on as it is.
 */
final class StoredJson {
    private static final byte[] METADATA = "\"metadata\"".getBytes(StandardCharsets.UTF_8);

    private final byte[] in;
    private final ByteArrayOutputStream out;
    private final byte[] version;
    private int at;
    private int depth;
    private boolean placed;

    private StoredJson(byte[] in, long version) {
        this.in = in;
        this.out = new ByteArrayOutputStream(in.length + 40);
        this.version = "\"resourceVersion\":\"%d\"".formatted(version).getBytes(StandardCharsets.UTF_8);
    }

    /**
     * @param text a JSON object as {@code cast(jsonb as text)} gives it: valid, each key once
     * @throws IllegalStateException when the object has no metadata
     */
    static byte[] versioned(String text, long version) {
        var json = new StoredJson(text.getBytes(StandardCharsets.UTF_8), version);
        json.copy();
        if (!json.placed) {
            throw new IllegalStateException("row of version %d holds no object with metadata".formatted(version));
        }
        return json.out.toByteArray();
    }

    private void copy() {
        while (at < in.length) {
            byte c = in[at];
            switch (c) {
                case '"' -> string();
                case ' ', '\n', '\r', '\t' -> at++;
                case '{', '[' -> {
                    depth++;
                    put(c);
                }
                case '}', ']' -> {
                    depth--;
                    put(c);
                }
                default -> put(c);
            }
        }
    }

    private void put(byte c) {
        out.write(c);
        at++;
    }

    private void string() {
        int from = at++;
        while (in[at] != '"') {
            at += in[at] == '\\' ? 2 : 1;
        }
        at++;
        out.write(in, from, at - from);
        // Only keys are followed by a colon.
        if (depth == 1 && !placed && isMetadata(from) && next() == ':') {
            enterMetadata();
        }
    }

    private boolean isMetadata(int from) {
        return java.util.Arrays.equals(in, from, at, METADATA, 0, METADATA.length);
    }

    private byte next() {
        while (at < in.length && in[at] == ' ') {
            at++;
        }
        return at < in.length ? in[at] : 0;
    }

    private void enterMetadata() {
        put(in[at]);
        if (next() != '{') {
            return;
        }
        put(in[at]);
        depth++;
        out.writeBytes(version);
        if (next() != '}') {
            out.write(',');
        }
        placed = true;
    }
}
