package dev.windrose.simulator.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.simulator.control.Delays;
import dev.windrose.simulator.world.Kinds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RestartScenarioTest {
    @TempDir
    Path folder;

    @Test
    void restartFindsEverythingAsItWasAndWritesNothing() throws IOException {
        Path journal = folder.resolve("journal");
        Map<String, String> before;
        long version;
        try (MiniCluster cluster = new MiniCluster(Optional.of(journal), Delays.NONE)) {
            cluster.create(Kinds.DEPLOYMENTS, MiniCluster.deployment("chat", 9, 1));
            cluster.advance(Duration.ofSeconds(20));
            before = cluster.everything();
            version =
                    cluster.core.store().currentVersion().toCompletableFuture().join();
        }
        // As kill -9 in the middle of a write leaves it.
        Files.writeString(journal, "{\"v\":99999,\"g\":\"\",\"p\":\"pods\",\"s\":\"def", StandardOpenOption.APPEND);

        try (MiniCluster cluster = new MiniCluster(Optional.of(journal), Delays.NONE)) {
            cluster.advance(Duration.ofSeconds(20));

            assertThat(cluster.everything()).isEqualTo(before);
            assertThat(cluster.core
                            .store()
                            .currentVersion()
                            .toCompletableFuture()
                            .join())
                    .isEqualTo(version);
        }
    }

    @Test
    void whatWasBegunIsFinishedAfterTheRestart() {
        Path journal = folder.resolve("journal");
        try (MiniCluster cluster = new MiniCluster(Optional.of(journal), Delays.DEMO)) {
            cluster.create(Kinds.DEPLOYMENTS, MiniCluster.deployment("chat", 3, 1));
            cluster.advance(Duration.ofMillis(100));
            assertThat(cluster.ready()).isZero();
        }

        try (MiniCluster cluster = new MiniCluster(Optional.of(journal), Delays.DEMO)) {
            cluster.advance(Duration.ofSeconds(20));

            assertThat(cluster.pods()).hasSize(3);
            assertThat(cluster.ready()).isEqualTo(3);
        }
    }
}
