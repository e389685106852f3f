package dev.windrose.hub.access;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;

/**
 * The first message of a TLS client, made by hand (RFC 5246, section 7.4.1.2): a Java client no longer offers old versions, so
 * it cannot show that they are refused.
 */
final class ClientHello {
    static final int ALERT = 21;
    static final int HANDSHAKE = 22;

    private static final int SSL_MAJOR = 3;
    private static final int[] SUITES = {0xc02b, 0xc02f, 0xc02c, 0xc030, 0xc009, 0xc013, 0xc00a, 0xc014, 0x002f, 0x0035
    };
    private static final int[] CURVES = {0x0017, 0x0018, 0x001d};
    private static final int[] SIGNATURES = {0x0403, 0x0503, 0x0804, 0x0805, 0x0401, 0x0501, 0x0203, 0x0201};

    private ClientHello() {}

    /**
     * Offers one version and older ones.
     *
     * @param minor 1: TLS 1.0, 2: TLS 1.1, 3: TLS 1.2
     * @return the type of the server's first record
     */
    static int firstRecordOf(int port, int minor) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(record(minor));
            socket.getOutputStream().flush();
            return new DataInputStream(socket.getInputStream()).readUnsignedByte();
        }
    }

    private static byte[] record(int minor) {
        var body = new ByteArrayOutputStream();
        body.write(SSL_MAJOR);
        body.write(minor);
        body.writeBytes(new byte[32]);
        body.write(0);
        body.writeBytes(numbers(SUITES));
        body.write(1);
        body.write(0);
        var extensions = new ByteArrayOutputStream();
        extension(extensions, 10, numbers(CURVES));
        extension(extensions, 11, new byte[] {1, 0});
        extension(extensions, 13, numbers(SIGNATURES));
        number(body, extensions.size());
        body.writeBytes(extensions.toByteArray());

        var out = new ByteArrayOutputStream();
        out.write(HANDSHAKE);
        out.write(SSL_MAJOR);
        out.write(1);
        number(out, body.size() + 4);
        out.write(1);
        out.write(0);
        number(out, body.size());
        out.writeBytes(body.toByteArray());
        return out.toByteArray();
    }

    private static void extension(ByteArrayOutputStream to, int type, byte[] content) {
        number(to, type);
        number(to, content.length);
        to.writeBytes(content);
    }

    /** With their length before them. */
    private static byte[] numbers(int[] values) {
        var out = new ByteArrayOutputStream();
        number(out, values.length * 2);
        for (int value : values) {
            number(out, value);
        }
        return out.toByteArray();
    }

    private static void number(ByteArrayOutputStream to, int value) {
        to.write(value >>> 8);
        to.write(value);
    }
}
