package dev.windrose.hub.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.windrose.hub.HubDatabase;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Who may see what was spent. */
@QuarkusTest
@TestProfile(SecureHubProfile.class)
class CostAccessIT {
    private static final String COSTS = "/api/v1/costs?by=%s&from=2001-01-01T00:00:00Z&to=2001-01-02T00:00:00Z";

    @Inject
    SecureHub hub;

    @Inject
    HubDatabase database;

    @Test
    void aTenantSeesWhatItsOwnNamespacesSpentAndNothingElse() {
        hub.namespace("spends");
        hub.namespace("spends-too");
        database.execute("""
                insert into cost_hour values
                    ('2001-01-01T05:00:00Z', 'spends', 'a', 'shared', 'SPOT', 3600, 0, 2),
                    ('2001-01-01T05:00:00Z', 'spends-too', 'b', 'shared', 'SPOT', 7200, 0, 4)
                on conflict do nothing""");
        var tenant = hub.token("spender", "{}");
        hub.bind("viewer", "Token", "spender", "[\"spends\"]");

        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            var rows = hub.get(COSTS.formatted("cluster"), tenant).json();
            assertThat(rows.at("/rows/0/key").asText()).isEqualTo("shared");
            assertThat(rows.at("/total/cost").asText()).isEqualTo("2.000000");
        });
        assertThat(hub.get(COSTS.formatted("namespace"), tenant).json().path("rows"))
                .hasSize(1);
        assertThat(hub.get(COSTS.formatted("cluster"), hub.adminToken())
                        .json()
                        .at("/total/cost")
                        .asText())
                .isEqualTo("6.000000");
        assertThat(hub.get(COSTS.formatted("tier"), null).code()).isEqualTo(401);
        assertThat(hub.get(COSTS.formatted("tier"), hub.token("sees-nothing", "{}"))
                        .json()
                        .path("rows"))
                .isEmpty();
    }
}
