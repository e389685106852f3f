package dev.windrose.kubeapi.http;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;

/** Speaks HTTP/1.1 byte by byte, so that nothing is mended on the way. Opens a new connection when the old one was closed. */
public final class RawConnection implements AutoCloseable {
    private static final Duration BOUND = Duration.ofSeconds(11);

    private final Callable<Socket> opener;
    private Socket socket;
    private InputStream in;

    /** @param code 0 when the server closed the connection without a word */
    public record Answer(int code, Map<String, String> headers, String text) {}

    public RawConnection(Callable<Socket> opener) {
        this.opener = opener;
    }

    public Answer send(RandomRequest request) throws Exception {
        boolean reused = socket != null;
        try {
            return exchange(request);
        } catch (IOException e) {
            close();
            if (!reused || e instanceof java.net.SocketTimeoutException) {
                return failed(e);
            }
        }
        // The server may have closed the old connection after its last answer.
        try {
            return exchange(request);
        } catch (IOException e) {
            close();
            return failed(e);
        }
    }

    private static Answer failed(IOException e) throws IOException {
        if (e instanceof java.net.SocketTimeoutException) {
            throw e;
        }
        return new Answer(0, Map.of(), "");
    }

    private Answer exchange(RandomRequest request) throws Exception {
        if (socket == null) {
            socket = opener.call();
            socket.setTcpNoDelay(
                    true); // or a second record waits for the acknowledgement of the first, which comes late
            socket.setSoTimeout((int) BOUND.toMillis());
            in = new BufferedInputStream(socket.getInputStream());
        }
        socket.getOutputStream().write(request.wire());
        socket.getOutputStream().flush();
        String status = line();
        var headers = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
        for (String header = line(); !header.isEmpty(); header = line()) {
            int colon = header.indexOf(':');
            headers.put(header.substring(0, colon), header.substring(colon + 1).strip());
        }
        int code = Integer.parseInt(status.split(" ", 3)[1]);
        String text = request.method().equals("HEAD") ? "" : body(headers);
        if ("close".equalsIgnoreCase(headers.get("Connection")) || code == 413) {
            close();
        }
        return new Answer(code, headers, text);
    }

    private String body(Map<String, String> headers) throws IOException {
        var out = new ByteArrayOutputStream();
        if (headers.getOrDefault("Transfer-Encoding", "")
                .toLowerCase(Locale.ROOT)
                .contains("chunked")) {
            for (int size = Integer.parseInt(line(), 16); size > 0; size = Integer.parseInt(line(), 16)) {
                out.writeBytes(in.readNBytes(size));
                line();
            }
            line();
        } else {
            out.writeBytes(in.readNBytes(Integer.parseInt(headers.getOrDefault("Content-Length", "0"))));
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    private String line() throws IOException {
        var out = new ByteArrayOutputStream();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new IOException("the server closed the connection");
            }
            if (c != '\r') {
                out.write(c);
            }
        }
        return out.toString(StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() {
        try {
            if (socket != null) {
                socket.close();
            }
        } catch (IOException e) {
            // It is closed all the same.
        }
        socket = null;
    }
}
