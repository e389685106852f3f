package dev.windrose.agent.kube;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What kind of key a kubeconfig has: fabric8 takes it for RSA unless it is told, and k3s writes elliptic ones. */
final class ClientKey {
    private static final Pattern PEM =
            Pattern.compile("-----BEGIN ([A-Z ]*)PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END");

    /** id-ecPublicKey (RFC 5480) as PKCS #8 names it, in DER. */
    private static final String ELLIPTIC = "\u0006\u0007*\u0086H\u00CE=\u0002\u0001";

    private ClientKey() {}

    /**
     * {@code RSA} or {@code EC}; RSA where nothing is to be told, for then the one who reads it says what is wrong.
     *
     * @param data base64 of PEM
     */
    static String algorithm(Optional<String> data, Optional<String> file) {
        return data.map(ClientKey::decoded)
                .or(() -> file.map(ClientKey::contentOf))
                .map(PEM::matcher)
                .filter(Matcher::find)
                .filter(pem ->
                        pem.group(1).equals("EC ") || decoded(pem.group(2)).contains(ELLIPTIC))
                .map(_ -> "EC")
                .orElse("RSA");
    }

    private static String decoded(String base64) {
        try {
            return new String(Base64.getMimeDecoder().decode(base64), StandardCharsets.ISO_8859_1);
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    private static String contentOf(String file) {
        try {
            return Files.readString(Path.of(file), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new IllegalArgumentException("its client-key (%s) cannot be read".formatted(file), e);
        }
    }
}
