package dev.windrose.hub.access;

import dev.windrose.wire.Pem;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Instant;

/** A certificate and its key as they lie in files, and whether they belong together. */
final class CertificateFiles {
    private CertificateFiles() {}

    /** What was found. Equal digests: equal files. */
    sealed interface Read {
        record Fit(byte[] digest, Instant end) implements Read {}

        record Unfit(byte[] digest, String why) implements Read {}
    }

    static Read read(Path certificateFile, Path keyFile) {
        var bytes = new ByteArrayOutputStream();
        try {
            var certificateText = Files.readAllBytes(certificateFile);
            var keyText = Files.readAllBytes(keyFile);
            bytes.writeBytes(certificateText);
            bytes.writeBytes(keyText);
            var certificate = Pem.certificate(new String(certificateText, StandardCharsets.UTF_8));
            var key = Pem.key(new String(keyText, StandardCharsets.UTF_8));
            return belong(certificate, key)
                    ? new Read.Fit(digest(bytes), certificate.getNotAfter().toInstant())
                    : new Read.Unfit(digest(bytes), "the key is not that of the certificate");
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            return new Read.Unfit(digest(bytes), e.toString());
        }
    }

    /** The key signs, the certificate checks. */
    private static boolean belong(X509Certificate certificate, PrivateKey key) throws GeneralSecurityException {
        var algorithm = "SHA256with" + (key.getAlgorithm().equals("EC") ? "ECDSA" : key.getAlgorithm());
        var probe = "windrose".getBytes(StandardCharsets.US_ASCII);
        var signature = Signature.getInstance(algorithm);
        signature.initSign(key);
        signature.update(probe);
        var made = signature.sign();
        signature.initVerify(certificate.getPublicKey());
        signature.update(probe);
        return signature.verify(made);
    }

    private static byte[] digest(ByteArrayOutputStream bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes.toByteArray());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
