package dev.windrose.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.smallrye.config.SmallRyeConfig;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(HubTestProfile.class)
class HubConfigIT {
    @Inject
    SmallRyeConfig config;

    @Test
    void startsOnDefaultsForAllThatNobodySet() {
        var hub = config.getConfigMapping(HubConfig.class);

        assertThat(hub.port()).isEqualTo(8443);
        assertThat(hub.mqttPort()).isEqualTo(8883);
        assertThat(hub.advertisedHost()).isEqualTo("127.0.0.1");
        assertThat(hub.pricesFile()).isEmpty();
    }
}
