package dev.windrose.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import org.junit.jupiter.api.Test;

/** Seeds replay: a failure names its seed. */
class LinkSimulationTest {

    private static final int SCHEDULES = 300;

    @Test
    void convergesAndNeverMovesBackwardsWhateverTheNetworkDoes() {
        int restarts = 0;
        int lost = 0;
        int repeated = 0;
        int commits = 0;
        for (long seed = 1; seed <= SCHEDULES; seed++) {
            var simulation = new LinkSimulation(seed, LinkSimulation.Ends.SOUND);
            assertThatCode(simulation::run).as("seed %d", seed).doesNotThrowAnyException();
            restarts += simulation.restarts;
            lost += simulation.lost;
            repeated += simulation.repeated;
            commits += simulation.commits;
        }
        assertThat(restarts).isGreaterThan(10 * SCHEDULES);
        assertThat(lost).isGreaterThan(50 * SCHEDULES);
        assertThat(repeated).isGreaterThan(50 * SCHEDULES);
        assertThat(commits).isGreaterThan(20 * SCHEDULES);
    }

    @Test
    void findsAnAgentThatDoesNotCheckGenerations() {
        assertFound(new LinkSimulation.Ends(false, true, true));
    }

    @Test
    void findsAnAgentThatDoesNotCheckDigests() {
        assertFound(new LinkSimulation.Ends(true, false, true));
    }

    @Test
    void findsEndsThatDoNotCheckForReplays() {
        assertFound(new LinkSimulation.Ends(true, true, false));
    }

    private static void assertFound(LinkSimulation.Ends mutant) {
        int found = 0;
        for (long seed = 1; seed <= SCHEDULES; seed++) {
            try {
                new LinkSimulation(seed, mutant).run();
            } catch (LinkSimulation.Broken _) {
                found++;
            }
        }
        assertThat(found).as("schedules that find %s", mutant).isPositive();
    }
}
