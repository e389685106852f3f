package dev.windrose.agent.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.fabric8.kubernetes.client.Config;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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

    private Config read(String text) throws IOException {
        return Kubeconfig.read(Files.writeString(folder.resolve("kubeconfig"), text));
    }
}
