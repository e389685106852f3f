package dev.windrose.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Keys of configuration are API: a new one is added here, a removed one breaks members. */
class AgentConfigTest {

    @Test
    void listsEveryKey() {
        assertThat(Arrays.stream(AgentConfig.class.getDeclaredMethods()).map(Method::getName))
                .containsExactlyInAnyOrder(
                        "hub",
                        "token",
                        "kubeconfig",
                        "port",
                        "host",
                        "fullPass",
                        "inventoryEvery",
                        "statusAfter",
                        "loadEvery",
                        "apiPermits",
                        "apiTimeout",
                        "allowedNamespaces",
                        "podSecurity");
    }

    @Test
    void defaultsAreSafe() {
        AgentConfig config = read(Map.of());

        assertThat(config.host()).isEqualTo("127.0.0.1");
        assertThat(config.podSecurity()).isEqualTo("restricted");
        assertThat(config.fullPass()).isEqualTo(Duration.ofSeconds(60));
        assertThat(config.inventoryEvery()).isEqualTo(Duration.ofSeconds(1));
        assertThat(config.statusAfter()).isEqualTo(Duration.ofMillis(50));
        assertThat(config.loadEvery()).isEqualTo(Duration.ofSeconds(15));
        assertThat(config.apiPermits()).isEqualTo(16);
    }

    @Test
    void readsTheEnvironmentsNames() {
        AgentConfig config = read(Map.of(
                "WINDROSE_AGENT_FULL_PASS", "30s",
                "WINDROSE_AGENT_ALLOWED_NAMESPACES", "team-*,demo"));

        assertThat(config.fullPass()).isEqualTo(Duration.ofSeconds(30));
        assertThat(config.allowedNamespaces()).contains(List.of("team-*", "demo"));
    }

    private static AgentConfig read(Map<String, String> environment) {
        return new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .withConverter(Duration.class, 100, AgentConfigTest::duration)
                .withSources(new EnvConfigSource(environment, 300))
                .withMapping(AgentConfig.class)
                .build()
                .getConfigMapping(AgentConfig.class);
    }

    /** Quarkus reads {@code 60s}; plain SmallRye does not. */
    private static Duration duration(String text) {
        return text.endsWith("ms")
                ? Duration.ofMillis(Long.parseLong(text.substring(0, text.length() - 2)))
                : Duration.parse("PT" + text.toUpperCase(Locale.ROOT));
    }
}
