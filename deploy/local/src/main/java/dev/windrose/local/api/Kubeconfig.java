package dev.windrose.local.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.windrose.local.state.FleetException;
import dev.windrose.local.state.Json;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;

/**
 * One cluster and one caller of a kubeconfig file, as far as the fleet's own files go: CA data and a bearer token.
 *
 * @param server base address
 * @param caPem authorities to trust
 * @param token bearer
 */
public record Kubeconfig(URI server, String caPem, String token) {
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    /** The current context of a file. */
    public static Kubeconfig read(Path file) throws IOException {
        JsonNode root = YAML.readTree(Files.readString(file));
        JsonNode context = named(root, "contexts", root.path("current-context").asText(), "context");
        JsonNode cluster = named(root, "clusters", context.path("cluster").asText(), "cluster");
        JsonNode user = named(root, "users", context.path("user").asText(), "user");
        String ca = cluster.path("certificate-authority-data").asText();
        String token = user.path("token").asText();
        if (ca.isEmpty() || token.isEmpty()) {
            throw new FleetException(
                    "%s has no certificate-authority-data or no token for its current context.".formatted(file));
        }
        return new Kubeconfig(
                URI.create(cluster.path("server").asText()),
                new String(Base64.getDecoder().decode(ca), UTF_8),
                token);
    }

    /** Writes a file that kubectl takes, for its owner's eyes only. */
    public void write(Path file, String name) throws IOException {
        Json.writeText(
                file, """
                apiVersion: v1
                kind: Config
                current-context: %1$s
                clusters:
                - name: %1$s
                  cluster:
                    server: %2$s
                    certificate-authority-data: %3$s
                users:
                - name: %1$s
                  user:
                    token: %4$s
                contexts:
                - name: %1$s
                  context:
                    cluster: %1$s
                    user: %1$s
                """.formatted(name, server, Base64.getEncoder().encodeToString(caPem.getBytes(UTF_8)), token));
    }

    private static JsonNode named(JsonNode root, String list, String name, String field) {
        for (JsonNode entry : root.path(list)) {
            if (entry.path("name").asText().equals(name)) {
                return entry.path(field);
            }
        }
        throw new FleetException("The kubeconfig has no entry '%s' in %s.".formatted(name, list));
    }

    @Override
    public String toString() {
        return "Kubeconfig[server=" + server + "]";
    }
}
