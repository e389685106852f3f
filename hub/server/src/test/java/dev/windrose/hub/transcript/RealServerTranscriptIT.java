package dev.windrose.hub.transcript;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.testing.KubeApiServer;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What the transcripts say of a real kube-apiserver is what one answers that has our definitions. With
 * {@code -Dgolden.update} the answers are recorded.
 */
class RealServerTranscriptIT {
    private static final Path DEFINITIONS = Path.of("../../deploy/crds");

    private static @Nullable KubeApiServer server;
    private static @Nullable Rehearsal rehearsal;
    private static boolean controllers;

    static List<String> chapters() {
        return Chapters.names();
    }

    @BeforeAll
    static void start() {
        var missing = KubeApiServer.unavailable().or(Terminal::unavailable);
        Assumptions.assumeTrue(missing.isEmpty(), missing::orElseThrow);
        server = KubeApiServer.start();
        try (var terminal = terminal(server)) {
            String folder = DEFINITIONS.toAbsolutePath().normalize().toString();
            var installed = terminal.run("kubectl create -f " + folder
                    + " && kubectl wait --for=condition=Established --timeout=60s crd --all");
            assertThat(installed.code()).as(installed.toString()).isZero();
        }
        controllers = server.hasControllers();
        if (controllers) {
            server.runControllers("namespace-controller", "garbage-collector-controller");
        }
    }

    @AfterAll
    static void stop() {
        if (rehearsal != null) {
            rehearsal.close();
        }
        if (server != null) {
            server.close();
        }
    }

    @ParameterizedTest
    @MethodSource("chapters")
    void saysOfARealServerWhatOneAnswers(String name) throws InterruptedException {
        Assumptions.assumeTrue(
                controllers || !Chapters.needsControllers(Chapters.text(name)),
                "skipped: there is no kube-controller-manager");
        if (rehearsal == null) {
            rehearsal = new Rehearsal(RealServerTranscriptIT::played);
        }

        String played = rehearsal.of(name);

        if (Chapters.update()) {
            Chapters.write(name, played);
        } else {
            assertThat(played).isEqualTo(Chapters.text(name));
        }
    }

    private static String played(String name) {
        String chapter = Chapters.text(name);
        if (!controllers && Chapters.needsControllers(chapter)) {
            return chapter;
        }
        try (var terminal = terminal(server)) {
            return Playback.onRealServer(Transcript.parse(chapter), terminal).render();
        }
    }

    private static Terminal terminal(@Nullable KubeApiServer running) {
        if (running == null) {
            throw new IllegalStateException("not started");
        }
        String url = running.url().toString();
        return new Terminal(Chapters.FOLDER, url, Kubeconfigs.of(url, running.caPem(), running.adminToken()));
    }
}
