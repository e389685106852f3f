package dev.windrose.local.up;

import dev.windrose.local.api.KubeClient;
import dev.windrose.local.api.Kubeconfig;
import dev.windrose.local.state.FleetException;
import dev.windrose.local.state.FleetPaths;
import dev.windrose.local.state.Ports;
import dev.windrose.local.state.Settings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.time.Duration;

/** How the local administrator reaches the hub: by the CA and the token that the hub keeps in its data folder. */
public final class HubAccess {
    private HubAccess() {}

    /** @throws FleetException when no hub has ever run here */
    public static Kubeconfig administrator(FleetPaths paths) throws IOException {
        return administrator(paths, Settings.load(paths));
    }

    static Kubeconfig administrator(FleetPaths paths, Settings settings) throws IOException {
        if (!Files.exists(paths.hubCa()) || !Files.exists(paths.adminToken())) {
            throw new FleetException("There is no fleet in %s yet. Start one: ./fleet up".formatted(paths.state()));
        }
        return new Kubeconfig(
                URI.create(settings.hubUrl()),
                Files.readString(paths.hubCa()),
                Files.readString(paths.adminToken()).strip());
    }

    public static KubeClient client(FleetPaths paths) throws IOException {
        return KubeClient.of(administrator(paths));
    }

    /** Whether the hub says that it is ready. */
    static boolean isReady(FleetPaths paths) throws InterruptedException {
        try {
            return isReady(paths, Settings.load(paths));
        } catch (IOException e) {
            return false; // being written: the caller's deadline decides
        }
    }

    /** The same of one of several hubs on one data folder. */
    static boolean isReady(FleetPaths paths, Settings settings) throws InterruptedException {
        try {
            if (!Files.exists(paths.hubCa())
                    || !Files.exists(paths.adminToken())
                    || !Ports.answers(settings.hubPort())) {
                return false;
            }
            try (var client = KubeClient.of(administrator(paths, settings))) {
                return client.get("/q/health/ready").status() == 200;
            }
        } catch (IOException | IllegalArgumentException e) {
            return false; // not listening yet, or the CA is being written: the caller's deadline decides
        }
    }

    /** Whether an agent's own health page says ready. */
    static boolean agentIsReady(int port) throws InterruptedException {
        if (!Ports.answers(port)) {
            return false;
        }
        try (var http =
                HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(1)).build()) {
            var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/q/health/ready"))
                    .timeout(Duration.ofSeconds(3))
                    .build();
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }
}
