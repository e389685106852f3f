package dev.windrose.hub.transcript;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** A kubeconfig with the same names for every server, because kubectl repeats them. */
final class Kubeconfigs {
    private Kubeconfigs() {}

    static String of(String server, String authorityPem, String token) {
        return """
                apiVersion: v1
                kind: Config
                current-context: test
                clusters: [{name: test, cluster: {server: "%s", certificate-authority-data: %s}}]
                users: [{name: admin, user: {token: "%s"}}]
                contexts: [{name: test, context: {cluster: test, user: admin}}]
                """.formatted(
                server, Base64.getEncoder().encodeToString(authorityPem.getBytes(StandardCharsets.UTF_8)), token);
    }
}
