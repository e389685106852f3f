package dev.windrose.hub.transcript;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.hub.HubConfig;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The hub makes kubectl say what a real kube-apiserver makes it say, but for the differences that docs/api.md lists. */
@QuarkusTest
@TestProfile(KubectlTestProfile.class)
class KubectlTranscriptIT {
    private static @Nullable Rehearsal rehearsal;

    @Inject
    HubConfig config;

    @ConfigProperty(name = KubectlTestProfile.AUTHORITY)
    Path authority;

    @TestHTTPResource(value = "/", tls = true)
    URL root;

    static List<String> chapters() {
        return Chapters.names();
    }

    @BeforeAll
    static void needsKubectl() {
        var missing = Terminal.unavailable();
        if ("all".equals(System.getenv("FLEET_REQUIRE"))) {
            assertThat(missing).isEmpty();
        }
        Assumptions.assumeTrue(missing.isEmpty(), missing::orElseThrow);
    }

    @AfterAll
    static void end() {
        if (rehearsal != null) {
            rehearsal.close();
        }
    }

    @ParameterizedTest
    @MethodSource("chapters")
    void answersLikeARealServer(String name) throws InterruptedException {
        if (rehearsal == null) {
            rehearsal = new Rehearsal(this::played);
        }

        String played = rehearsal.of(name);

        if (Chapters.update()) {
            Chapters.write(name, played);
        } else {
            assertThat(played).isEqualTo(Chapters.text(name));
        }
    }

    private String played(String name) {
        String server = "https://127.0.0.1:" + root.getPort();
        try (var terminal = new Terminal(Chapters.FOLDER, server, kubeconfig(server))) {
            return Playback.onHub(Transcript.parse(Chapters.text(name)), terminal)
                    .render();
        }
    }

    private String kubeconfig(String server) {
        try {
            String token =
                    Files.readString(config.dataDir().resolve("admin.token")).strip();
            return Kubeconfigs.of(server, Files.readString(authority), token);
        } catch (IOException e) {
            throw new UncheckedIOException("no keys for kubectl", e);
        }
    }
}
