package dev.windrose.local.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.windrose.local.state.FleetException;
import dev.windrose.local.state.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real processes: `tail -f` waits for ever and ends at a TERM. */
class SupervisionIT {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final List<String> WAITS = List.of("tail", "-f", "/dev/null");

    @TempDir
    Path folder;

    private Records records;
    private Keeper.Crew crew;
    private final List<String> said = new ArrayList<>();

    @BeforeEach
    void open() throws IOException {
        Files.createDirectories(folder.resolve("run"));
        Files.createDirectories(folder.resolve("logs"));
        records = new Records(folder.resolve("run"));
        crew = new Keeper.Crew(records, said::add);
    }

    @AfterEach
    void stop() throws IOException, InterruptedException {
        crew.stop();
        new Stopper(records).stopAll();
    }

    @Test
    void startsAKilledProcessAgain() throws IOException, InterruptedException {
        Keeper keeper = keeper("hub", WAITS);
        keeper.begin();
        keeper.awaitReady(SOON);
        keeper.keep();
        long first = records.alive("hub").orElseThrow().pid();

        ProcessHandle.of(first).orElseThrow().destroyForcibly();

        await().atMost(SOON)
                .untilAsserted(() -> assertThat(records.alive("hub"))
                        .hasValueSatisfying(now -> assertThat(now.pid()).isNotEqualTo(first)));
    }

    @Test
    void adoptsWhatAnEarlierSupervisorStarted() throws IOException, InterruptedException {
        assertThat(keeper("hub", WAITS).begin()).isFalse();
        long first = records.alive("hub").orElseThrow().pid();

        assertThat(keeper("hub", WAITS).begin()).isTrue();

        assertThat(records.alive("hub").orElseThrow().pid()).isEqualTo(first);
    }

    @Test
    void startsAnewWhatWasStartedOtherwise() throws IOException, InterruptedException {
        keeper("hub", WAITS).begin();
        ProcessRecord first = records.alive("hub").orElseThrow();

        assertThat(keeper("hub", List.of("tail", "-n", "1", "-f", "/dev/null")).begin())
                .isFalse();

        assertThat(first.isAlive()).isFalse();
        assertThat(records.alive("hub").orElseThrow().pid()).isNotEqualTo(first.pid());
    }

    @Test
    void neverStopsAnotherProcessThatWasGivenTheSameNumber() throws IOException, InterruptedException {
        Process stranger = new ProcessBuilder(WAITS).start();
        try {
            Json.write(
                    folder.resolve("run/hub.json"),
                    new ProcessRecord("hub", stranger.pid(), "another boot:1", "fingerprint"));

            new Stopper(records).stopAll();

            assertThat(stranger.isAlive()).isTrue();
        } finally {
            stranger.destroyForcibly();
        }
    }

    @Test
    void stopsByForceWhatDoesNotEndWhenAsked() throws IOException, InterruptedException {
        // Counts as deaf only once the trap is set, which it says by its first line.
        Path log = folder.resolve("logs/agent-x.log");
        new Launcher(records)
                .start(new LaunchSpec(
                        "agent-x",
                        List.of("bash", "-c", "trap '' TERM; echo deaf; while :; do read -r -t 1 <> <(:) || :; done"),
                        Map.of(),
                        log));
        await().atMost(SOON).untilAsserted(() -> assertThat(log).content().contains("deaf"));
        ProcessRecord deaf = records.alive("agent-x").orElseThrow();

        new Stopper(records, Duration.ofMillis(300)).stopAll();

        assertThat(deaf.isAlive()).isFalse();
    }

    @Test
    void saysTheLastWordsOfAProcessThatEndsAtOnce() throws IOException, InterruptedException {
        Keeper keeper = new Keeper(
                "hub",
                () -> spec("hub", List.of("sh", "-c", "echo 'ERROR prices.csv line 3: no number' && exit 1")),
                () -> false,
                crew);
        keeper.begin();

        assertThatThrownBy(() -> keeper.awaitReady(SOON))
                .isInstanceOf(FleetException.class)
                .hasMessageContaining("hub ended before it was ready")
                .hasMessageContaining("prices.csv line 3: no number")
                .hasMessageContaining("hub.log");
    }

    @Test
    void startsNothingOnceItIsToldToStop() throws IOException, InterruptedException {
        Keeper keeper = keeper("hub", WAITS);
        keeper.begin();
        keeper.keep();

        crew.stop();
        new Stopper(records).stopAll();

        assertThat(records.all()).isEmpty();
        assertThatThrownBy(() -> keeper("simulator", WAITS).begin()).isInstanceOf(FleetException.class);
    }

    private Keeper keeper(String who, List<String> command) {
        return new Keeper(who, () -> spec(who, command), () -> records(who), crew);
    }

    private boolean records(String who) {
        try {
            return records.alive(who).isPresent();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private LaunchSpec spec(String who, List<String> command) {
        return new LaunchSpec(who, command, Map.of(), folder.resolve("logs/" + who + ".log"));
    }
}
