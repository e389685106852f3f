package dev.windrose.local.bench;

import dev.windrose.local.api.Kubeconfig;
import dev.windrose.local.api.Trust;
import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * One kept connection that speaks as much HTTP/1.1 as the hub answers with, and parses nothing else: on two cores, what a
 * client spends on itself is missing in what it measures. Not for several threads.
 */
final class Wire implements AutoCloseable {
    static final String METRICS = "/q/metrics";

    private static final int BUFFER = 32 * 1024;

    private final Door door;
    private final SSLSocket socket;
    private final InputStream in;

    /** Read by hand: a stream that buffers takes a lock for each byte. */
    private final byte[] buffer = new byte[BUFFER];

    private int at;
    private int end;
    private final OutputStream out;

    /** Where the hub is and who comes. */
    record Door(URI server, SSLContext tls, String token) {
        static Door of(Kubeconfig config) {
            return new Door(config.server(), Trust.only(config.caPem()), config.token());
        }

        Wire open() throws IOException {
            return new Wire(this);
        }

        @Override
        public String toString() {
            return "Door[%s, token redacted]".formatted(server);
        }
    }

    /** What came back, whole. */
    record Reply(int status, byte[] body) {
        String text() {
            return new String(body, StandardCharsets.UTF_8);
        }

        /** @throws IOException unless it was success */
        Reply expect(String what) throws IOException {
            if (status < 200 || status > 299) {
                throw new IOException("%s was answered with %d: %s".formatted(what, status, text()));
            }
            return this;
        }
    }

    /** Whoever is handed the lines of a watch. */
    interface Lines {
        /** @return false to hear no more */
        boolean line(byte[] bytes, int length);
    }

    private Wire(Door door) throws IOException {
        this.door = door;
        this.socket = (SSLSocket) door.tls()
                .getSocketFactory()
                .createSocket(door.server().getHost(), door.server().getPort());
        socket.setSSLParameters(Trust.cheapSuites());
        socket.setTcpNoDelay(true);
        socket.startHandshake(); // now: a server hangs up on who opens a connection and says nothing
        this.in = socket.getInputStream();
        this.out = new BufferedOutputStream(socket.getOutputStream(), BUFFER);
    }

    Reply get(String path) throws IOException {
        return call("GET", path);
    }

    Reply post(String path, String json) throws IOException {
        return call("POST", path, "application/json", json);
    }

    Reply merge(String path, String patch) throws IOException {
        return call("PATCH", path, "application/merge-patch+json", patch);
    }

    /** A request without a body. */
    Reply call(String method, String path) throws IOException {
        return call(method, path, "", "");
    }

    private Reply call(String method, String path, String type, String body) throws IOException {
        send(method, path, type, body, "Accept-Encoding: gzip\r\n");
        Head head = head();
        var text = new ByteArrayOutputStream(Math.max(32, head.length));
        if (head.chunked) {
            for (int size = chunk(); size > 0; size = chunk()) {
                copy(size, text);
                expectLineEnd();
            }
            expectLineEnd();
        } else {
            copy(head.length, text);
        }
        return new Reply(head.status, head.zipped ? unzipped(text.toByteArray()) : text.toByteArray());
    }

    /** As Go's clients do by themselves. */
    private static byte[] unzipped(byte[] bytes) throws IOException {
        try (var plain = new GZIPInputStream(new ByteArrayInputStream(bytes), BUFFER)) {
            return plain.readAllBytes();
        }
    }

    /** Asks for a watch and waits for the head of its answer. */
    void watch(String path) throws IOException {
        send("GET", path, "", "", "");
        Head head = head();
        if (head.status != 200 || !head.chunked) {
            throw new IOException("watch of %s was answered with %d".formatted(path, head.status));
        }
    }

    /** Hands out the lines of the watch until it ends or nobody wants more. */
    void follow(Lines lines) throws IOException {
        byte[] line = new byte[BUFFER];
        int length = 0;
        for (int size = chunk(); size > 0; size = chunk()) {
            for (int left = size; left > 0; ) {
                int some = Math.min(left, awaitBytes());
                int end = lineEnd(some);
                int taken = end < 0 ? some : end - at;
                line = length + taken <= line.length ? line : Arrays.copyOf(line, 2 * (length + taken));
                System.arraycopy(buffer, at, line, length, taken);
                length += taken;
                at += end < 0 ? taken : taken + 1;
                left -= end < 0 ? taken : taken + 1;
                if (end >= 0) {
                    if (!lines.line(line, length)) {
                        return;
                    }
                    length = 0;
                }
            }
            expectLineEnd();
        }
    }

    /** Where the next line feed among so many bytes is; -1 when there is none. */
    private int lineEnd(int among) {
        for (int i = at; i < at + among; i++) {
            if (buffer[i] == '\n') {
                return i;
            }
        }
        return -1;
    }

    private void send(String method, String path, String type, String body, String more) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        var head = new StringBuilder(256)
                .append(method)
                .append(' ')
                .append(path)
                .append(" HTTP/1.1\r\nHost: ")
                .append(door.server().getAuthority())
                .append("\r\nAuthorization: Bearer ")
                .append(door.token())
                .append("\r\nAccept: ")
                .append(path.startsWith(METRICS) ? "*/*" : "application/json") // metrics are no JSON
                .append("\r\n")
                .append(more);
        if (!type.isEmpty()) {
            head.append("Content-Type: ")
                    .append(type)
                    .append("\r\nContent-Length: ")
                    .append(bytes.length)
                    .append("\r\n");
        }
        out.write(head.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII));
        out.write(bytes);
        out.flush();
    }

    private record Head(int status, int length, boolean chunked, boolean zipped) {}

    private Head head() throws IOException {
        String status = textLine();
        int length = 0;
        boolean chunked = false;
        boolean zipped = false;
        for (String line = textLine(); !line.isEmpty(); line = textLine()) {
            String lower = line.toLowerCase(Locale.ROOT);
            if (lower.startsWith("content-length:")) {
                length = Integer.parseInt(lower.substring(15).strip());
            } else if (lower.startsWith("transfer-encoding:")) {
                chunked = lower.endsWith("chunked");
            } else if (lower.startsWith("content-encoding:")) {
                zipped = lower.endsWith("gzip");
            }
        }
        return new Head(Integer.parseInt(status.split(" ", 3)[1]), length, chunked, zipped);
    }

    private int chunk() throws IOException {
        return Integer.parseInt(textLine(), 16);
    }

    private void expectLineEnd() throws IOException {
        if (read() != '\r' || read() != '\n') {
            throw new IOException("the answer's chunks do not end where they say");
        }
    }

    private void copy(int size, ByteArrayOutputStream to) throws IOException {
        for (int left = size; left > 0; ) {
            int some = Math.min(left, awaitBytes());
            to.write(buffer, at, some);
            at += some;
            left -= some;
        }
    }

    private String textLine() throws IOException {
        var line = new StringBuilder(64);
        for (int next = read(); next != '\r'; next = read()) {
            line.append((char) next);
        }
        var _ = read(); // the line feed
        return line.toString();
    }

    private int read() throws IOException {
        var _ = awaitBytes();
        return buffer[at++] & 0xff;
    }

    /** How many bytes are at hand, at least one. */
    private int awaitBytes() throws IOException {
        if (at == end) {
            int more = in.read(buffer);
            if (more < 0) {
                throw new EOFException("the hub closed the connection");
            }
            at = 0;
            end = more;
        }
        return end - at;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
