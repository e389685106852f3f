package dev.windrose.wire;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.PrivateKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Base64;

/** PEM texts (RFC 7468) of keys and certificates, and files of them that only their owner reads. */
public final class Pem {

    private static final String KEY = "PRIVATE KEY";
    private static final String CERTIFICATE = "CERTIFICATE";
    private static final String REQUEST = "CERTIFICATE REQUEST";

    private Pem() {}

    /** PKCS #8, unencrypted. */
    public static String ofKey(PrivateKey key) {
        return wrap(KEY, key.getEncoded());
    }

    public static String ofCertificate(X509Certificate certificate) {
        try {
            return wrap(CERTIFICATE, certificate.getEncoded());
        } catch (CertificateEncodingException e) {
            throw new IllegalArgumentException("This certificate cannot be encoded.", e);
        }
    }

    static String ofRequest(byte[] der) {
        return wrap(REQUEST, der);
    }

    public static PrivateKey key(String pem) {
        return Keys.privateKey(unwrap(KEY, pem));
    }

    public static X509Certificate certificate(String pem) {
        try {
            var der = new ByteArrayInputStream(unwrap(CERTIFICATE, pem));
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(der);
        } catch (CertificateException e) {
            throw new IllegalArgumentException("This is not an X.509 certificate in PEM form.", e);
        }
    }

    static byte[] request(String pem) {
        return unwrap(REQUEST, pem);
    }

    /** Writes {@code text} so that others never see it, nor half of it: a new file of mode 0600, then a rename. */
    public static void writeSecret(Path file, String text) {
        write(file, text, "rw-------");
    }

    /** Like {@link #writeSecret} with mode 0644: for certificates. */
    public static void writePublic(Path file, String text) {
        write(file, text, "rw-r--r--");
    }

    private static void write(Path file, String text, String mode) {
        try {
            Path folder = file.toAbsolutePath().getParent();
            Files.createDirectories(folder, attributes("rwx------"));
            Path temporary = Files.createTempFile(folder, ".", ".tmp", attributes(mode));
            Files.writeString(temporary, text);
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "Writing %s failed. Maybe the disk is full or the folder is not ours.".formatted(file), e);
        }
    }

    private static FileAttribute<?>[] attributes(String mode) {
        boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
        return posix
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode))}
                : new FileAttribute<?>[0];
    }

    private static String wrap(String label, byte[] der) {
        var encoder = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII));
        return "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(label, encoder.encodeToString(der), label);
    }

    private static byte[] unwrap(String label, String pem) {
        String begin = "-----BEGIN %s-----".formatted(label);
        int from = pem.indexOf(begin);
        int to = pem.indexOf("-----END %s-----".formatted(label));
        if (from < 0 || to < from) {
            throw new IllegalArgumentException(
                    "No %s found. Maybe the file is empty or of another kind.".formatted(label));
        }
        return Base64.getMimeDecoder().decode(pem.substring(from + begin.length(), to));
    }
}
