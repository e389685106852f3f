package dev.windrose.hub.placement.db;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.hub.Given;
import dev.windrose.hub.HubDatabase;
import dev.windrose.hub.StoreTestProfile;
import dev.windrose.placement.Guidance;
import dev.windrose.placement.Money;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(StoreTestProfile.class)
class PgJointPlanIT {
    private static final Duration LEASE = Duration.ofMinutes(3);

    @Inject
    PgJointPlan table;

    @Inject
    HubDatabase database;

    @BeforeEach
    void empty() {
        database.execute("truncate joint_plan");
    }

    @Test
    void oneHubComputesAndTheOthersReadWhatItFound() {
        assertThat(table.claim("one", LEASE)).isEqualTo(new PgJointPlan.Claim(true, Optional.empty()));
        assertThat(table.claim("two", LEASE).mine()).isFalse();
        var from = Given.key("9c1d7a52-0000-4000-8000-000000000019", "cluster-a", "L4", 2);
        var there = Given.key("9c1d7a52-0000-4000-8000-000000000019", "cluster-b", "H100-mig-3g.40gb", 1);
        var advice = new Guidance(
                Map.of(Guidance.Place.of(from), Money.parse("0.21")),
                Map.of(from.workload(), List.of(new Guidance.Way(from, 7, Guidance.Place.of(there), 3))),
                new Guidance.Summary(
                        Instant.parse("2026-03-01T12:00:00Z"), "java", OptionalDouble.of(0.12), true, 40, 5, 2));

        table.write("two", Guidance.NONE); // it does not compute
        table.write("one", advice);

        assertThat(table.claim("one", LEASE)).isEqualTo(new PgJointPlan.Claim(true, Optional.of(advice)));
        assertThat(table.claim("two", LEASE)).isEqualTo(new PgJointPlan.Claim(false, Optional.of(advice)));
    }

    @Test
    void anotherComputesWhenTheOneDoesNotComeAgain() {
        table.claim("one", LEASE);
        database.execute("update joint_plan set until = clock_timestamp() - interval '1 second'");

        assertThat(table.claim("two", LEASE).mine()).isTrue();
        assertThat(table.claim("one", LEASE).mine()).isFalse();
    }
}
