package dev.windrose.agent.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.windrose.wire.CertificateAuthority;
import dev.windrose.wire.Keys;
import dev.windrose.wire.Pem;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.internal.SSLUtils;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.RSAPrivateKey;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KubeconfigTest {
    private static final String TWO_CONTEXTS = """
            current-context: b
            clusters:
            - {name: one, cluster: {server: "https://one:6443"}}
            - {name: two, cluster: {server: "https://two:6443", certificate-authority: ca.pem}}
            users:
            - {name: u1, user: {token: wrong}}
            - {name: u2, user: {tokenFile: token}}
            contexts:
            - {name: a, context: {cluster: one, user: u1}}
            - {name: b, context: {cluster: two, user: u2}}
            """;

    @TempDir
    private Path folder;

    @Test
    void followsTheCurrentContextAndPathsRelativeToTheFile() throws IOException {
        Files.writeString(folder.resolve("token"), "secret\n");

        Config config = read(TWO_CONTEXTS);

        assertThat(config.getMasterUrl()).startsWith("https://two:6443");
        assertThat(config.getOauthToken()).isEqualTo("secret");
        assertThat(config.getCaCertFile()).isEqualTo(folder.resolve("ca.pem").toString());
        assertThat(config.isTrustCerts()).isFalse();
    }

    @Test
    void refusesAnUnverifiedConnection() {
        String text = TWO_CONTEXTS.replace("certificate-authority: ca.pem", "insecure-skip-tls-verify: true");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> read(text))
                .withMessageContaining("insecure-skip-tls-verify");
    }

    @Test
    void saysWhatIsMissing() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> read(TWO_CONTEXTS.replace("current-context: b", "current-context: c")))
                .withMessageContaining("contexts has no entry named \"c\"");
        assertThatIllegalArgumentException().isThrownBy(() -> read("just text")).withMessageContaining("mapping");
    }

    /** kubeadm writes PKCS #1, k3s SEC 1, others PKCS #8; all of them as data or as a file. */
    @ParameterizedTest
    @ValueSource(strings = {"RSA PRIVATE KEY", "EC PRIVATE KEY", "RSA as PRIVATE KEY", "EC as PRIVATE KEY"})
    void takesClientKeysOfEveryForm(String form) throws Exception {
        var authority = CertificateAuthority.create(Instant.now());
        KeyPair pair = form.startsWith("EC") ? Keys.generate() : rsa();
        String certificate = Pem.ofCertificate(authority.signServer(List.of("any"), pair.getPublic(), Instant.now()));
        String key = pem(form, pair.getPrivate());
        Files.writeString(folder.resolve("client.key"), key);

        for (String given : List.of("client-key-data: " + base64(key), "client-key: client.key")) {
            Config config = read(TWO_CONTEXTS.replace(
                    "tokenFile: token", "client-certificate-data: " + base64(certificate) + ", " + given));

            assertThat(SSLUtils.keyManagers(config)).as(given).isNotEmpty();
        }
    }

    private static KeyPair rsa() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        return generator.generateKeyPair();
    }

    /** The older forms are what PKCS #8 wraps; SEC 1 (RFC 5915) names its curve besides. */
    private static String pem(String form, PrivateKey key) {
        return switch (key) {
            case ECPrivateKey ec when form.equals("EC PRIVATE KEY") -> wrap(form, sec1(ec));
            case RSAPrivateKey _
            when form.equals("RSA PRIVATE KEY") ->
                wrap(form, Arrays.copyOfRange(key.getEncoded(), 26, key.getEncoded().length));
            default -> Pem.ofKey(key);
        };
    }

    private static byte[] sec1(ECPrivateKey key) {
        byte[] der = HexFormat.of().parseHex("30310201010420" + "00".repeat(32) + "a00a06082a8648ce3d030107");
        byte[] secret = key.getS().toByteArray();
        int sign = Math.max(0, secret.length - 32);
        System.arraycopy(secret, sign, der, 7 + 32 - (secret.length - sign), secret.length - sign);
        return der;
    }

    private static String wrap(String form, byte[] der) {
        return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
                .formatted(form, Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der), form);
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private Config read(String text) throws IOException {
        return Kubeconfig.read(Files.writeString(folder.resolve("kubeconfig"), text));
    }
}
