package dev.windrose.local;

import dev.windrose.local.process.Launcher;
import org.junit.jupiter.api.Assumptions;

/** Tools that are not ours: a test that needs one skips without it, unless FLEET_REQUIRE=all. */
final class Tools {
    private Tools() {}

    static void require(String program) {
        boolean there = Launcher.onPath(program).isPresent();
        if (!there && "all".equals(System.getenv("FLEET_REQUIRE"))) {
            throw new AssertionError("FLEET_REQUIRE=all, and %s is not on the PATH".formatted(program));
        }
        Assumptions.assumeTrue(there, "skipped: %s is not on the PATH".formatted(program));
    }
}
