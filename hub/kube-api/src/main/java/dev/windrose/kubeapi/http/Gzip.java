package dev.windrose.kubeapi.http;

import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/**
 * Compresses an answer piece by piece. As a real server does (KEP-156, APIResponseCompression): quickest level, answers of
 * 128 KiB and more, for clients that ask. Lists shrink to a twentieth, which saves more time in TLS than it costs here.
 */
final class Gzip {
    static final int THRESHOLD = 128 * 1024;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final GZIPOutputStream gzip;

    Gzip() {
        try {
            gzip = new Quickest(out);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
    }

    private static final class Quickest extends GZIPOutputStream {
        Quickest(ByteArrayOutputStream out) throws IOException {
            super(out);
            def.setLevel(Deflater.BEST_SPEED);
        }
    }

    /** Whether the client takes gzip; {@code q=0} says that it does not. */
    static boolean isAccepted(Exchange exchange) {
        String header = exchange.header("Accept-Encoding");
        if (header == null) {
            return false;
        }
        for (String coding : header.toLowerCase(Locale.ROOT).split(",", -1)) {
            String[] parts = coding.strip().split(";", 2);
            boolean refused = parts.length == 2 && parts[1].strip().matches("q=0(\\.0*)?");
            if (parts[0].strip().equals("gzip") && !refused) {
                return true;
            }
        }
        return false;
    }

    /** What there is to send after some more of the answer; may be nothing yet. */
    Buffer add(Buffer piece) {
        try {
            gzip.write(piece.getBytes());
            return drained();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
    }

    /** The rest. */
    Buffer end() {
        try {
            gzip.close();
            return drained();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
    }

    private Buffer drained() {
        Buffer ready = Buffer.buffer(out.toByteArray());
        out.reset();
        return ready;
    }
}
