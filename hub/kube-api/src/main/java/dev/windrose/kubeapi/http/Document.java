package dev.windrose.kubeapi.http;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A document that says the same until the server is another: sent with a hash of itself, so that clients keep it.
 *
 * @param hash SHA-512 in upper case hex, as the real server names its documents
 */
record Document(String contentType, byte[] bytes, String hash) {
    static Document of(String contentType, byte[] bytes) {
        return new Document(contentType, bytes, hash(bytes));
    }

    String etag() {
        return '"' + hash + '"';
    }

    private static String hash(byte[] bytes) {
        try {
            return HexFormat.of()
                    .withUpperCase()
                    .formatHex(MessageDigest.getInstance("SHA-512").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-512", e);
        }
    }
}
