package dev.windrose.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.windrose.local.state.Settings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes wrong before a fleet is up: one clear line, an exit code, and nothing left running. */
class FleetFailsIT {
    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    private TestFleet fleet;

    @BeforeEach
    void open() throws IOException {
        fleet = new TestFleet();
    }

    @AfterEach
    void close() throws IOException, InterruptedException {
        fleet.end();
    }

    @Test
    void aTakenPortIsNamedWithAWayOut() throws IOException, InterruptedException {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Finished result = fleet.run("up", "--detach", "--port", Integer.toString(taken.getLocalPort()));

            assertThat(result.exit()).isEqualTo(1);
            assertThat(result.output().strip())
                    .startsWith("fleet: Port %d for the hub is taken".formatted(taken.getLocalPort()))
                    .contains("--port")
                    .hasLineCount(1);
        }
        assertThat(fleet.pidsOfThisFleet()).isEmpty();
    }

    @Test
    void aMissingPriceFileIsNamed() throws IOException, InterruptedException {
        Finished result = fleet.run(
                "up", "--detach", "--prices", folder.resolve("none.csv").toString());

        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.output().strip())
                .startsWith("fleet: --prices:")
                .contains("none.csv")
                .hasLineCount(1);
    }

    @Test
    void aPriceFileOfNoKnownFormIsNamedAndNothingIsLeftRunning() throws IOException, InterruptedException {
        Path bad = Files.writeString(folder.resolve("bad.csv"), "colour,shape\nred,round\n");

        Finished result = fleet.run(
                "up",
                "--detach",
                "--port",
                Integer.toString(fleet.port()),
                "--clusters",
                "1",
                "--prices",
                bad.toString());

        assertThat(result.exit()).isNotZero();
        assertThat(result.output()).contains("fleet: ", "bad.csv");
        assertThat(fleet.pidsOfThisFleet()).isEmpty();
    }

    @Test
    void statusAndDownOfNoFleetSaySo() throws IOException, InterruptedException {
        Finished status = fleet.run("status");
        Finished down = fleet.run("down");

        assertThat(status.exit()).isEqualTo(1);
        assertThat(status.output()).contains("No fleet runs", "./fleet up");
        assertThat(down.exit()).isZero();
        assertThat(down.output()).contains("Nothing was running");
    }

    @Test
    void aSupervisorEndsAndStopsAllWithTheProcessItWorksFor() throws IOException, InterruptedException {
        Process master = new ProcessBuilder("tail", "-f", "/dev/null").start();
        fleet.paths().create();
        Settings.load(fleet.paths()).withHubPort(fleet.port()).save(fleet.paths());
        Process supervisor = fleet.start("supervise", "--no-demo", "--while", Long.toString(master.pid()));
        await().atMost(SOON)
                .until(() ->
                        fleet.processes().stream().anyMatch(each -> each.who().equals("postgres")));

        master.destroyForcibly();

        assertThat(supervisor.waitFor(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(fleet.pidsOfThisFleet()).isEmpty();
    }
}
