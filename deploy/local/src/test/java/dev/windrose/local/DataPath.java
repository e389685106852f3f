package dev.windrose.local;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;

/** A client of the data path: CONNECT to a pod through a cluster's proxy, then plain HTTP. */
final class DataPath {
    private static final int PATIENCE_MILLIS = 20_000;

    private DataPath() {}

    /** The whole answer, head and body. */
    static String post(int proxyPort, String pod, String path, String json) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), proxyPort)) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            var out = socket.getOutputStream();
            out.write("CONNECT %s HTTP/1.1\r\nHost: %s\r\n\r\n"
                    .formatted(pod, pod)
                    .getBytes(UTF_8));
            out.flush();
            String connected = head(socket);
            if (!connected.startsWith("HTTP/1.1 200") && !connected.startsWith("HTTP/1.0 200")) {
                throw new IOException("the proxy answered " + connected);
            }
            byte[] body = json.getBytes(UTF_8);
            out.write(
                    "POST %s HTTP/1.1\r\nHost: %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\nConnection: close\r\n\r\n"
                            .formatted(path, pod, body.length)
                            .getBytes(UTF_8));
            out.write(body);
            out.flush();
            return new String(socket.getInputStream().readAllBytes(), UTF_8);
        }
    }

    private static String head(Socket socket) throws IOException {
        var head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = socket.getInputStream().read();
            if (next < 0) {
                throw new IOException("the proxy hung up after: " + head);
            }
            head.append((char) next);
        }
        return head.toString();
    }
}
