package dev.windrose.simulator.cluster;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.simulator.json.Json;
import dev.windrose.simulator.tls.PrivateFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;

/** What outlives the process: journal, certificates, token and ports; and the kubeconfig made of them. */
final class ClusterFolder {
    private static final int TOKEN_BYTES = 32;

    private final Path folder;

    ClusterFolder(Path folder) throws IOException {
        this.folder = folder;
        Files.createDirectories(folder);
    }

    /** Ports of the API and of the proxy; zero where none was chosen yet. */
    record Ports(int api, int proxy) {}

    Path path() {
        return folder;
    }

    Path journal() {
        return folder.resolve("journal");
    }

    Path kubeconfig() {
        return folder.resolve("kubeconfig");
    }

    private Path portsFile() {
        return folder.resolve("ports.json");
    }

    /** The one bearer token that this cluster takes; made at the first start. */
    String token() throws IOException {
        Path file = folder.resolve("token");
        if (!Files.exists(file)) {
            byte[] random = new byte[TOKEN_BYTES];
            new SecureRandom().nextBytes(random);
            PrivateFiles.write(file, Base64.getUrlEncoder().withoutPadding().encodeToString(random));
        }
        return Files.readString(file).strip();
    }

    Ports ports() throws IOException {
        if (!Files.exists(portsFile())) {
            return new Ports(0, 0);
        }
        try {
            JsonNode read = Json.MAPPER.readTree(Files.readString(portsFile()));
            return new Ports(read.path("api").asInt(), read.path("proxy").asInt());
        } catch (JsonProcessingException e) {
            throw new IOException("%s is no JSON. Remove it to take new ports.".formatted(portsFile()), e);
        }
    }

    void keepPorts(Ports ports) throws IOException {
        PrivateFiles.write(portsFile(), Json.object().put("api", ports.api()).put("proxy", ports.proxy()) + "\n");
    }

    void writeKubeconfig(String cluster, int port, String caPem, String token) throws IOException {
        ObjectNode config = Json.object().put("apiVersion", "v1").put("kind", "Config");
        ObjectNode server =
                config.putArray("clusters").addObject().put("name", cluster).putObject("cluster");
        server.put("server", "https://127.0.0.1:" + port);
        server.put(
                "certificate-authority-data",
                Base64.getEncoder().encodeToString(caPem.getBytes(StandardCharsets.UTF_8)));
        ObjectNode user = config.putArray("users").addObject().put("name", cluster);
        user.putObject("user").put("token", token);
        ObjectNode context = config.putArray("contexts").addObject().put("name", cluster);
        context.putObject("context")
                .put("cluster", cluster)
                .put("user", cluster)
                .put("namespace", "default");
        config.put("current-context", cluster);
        // JSON is YAML; whoever reads a kubeconfig reads both.
        PrivateFiles.write(kubeconfig(), config.toPrettyString() + "\n");
    }
}
