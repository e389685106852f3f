package dev.windrose.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.config.ConfigValidationException;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Configuration is API: a key that is added, renamed or loses its default shows here. */
class HubConfigTest {
    @Test
    void theseAreAllKeys() {
        assertThat(keys("windrose.hub", HubConfig.class))
                .containsExactlyInAnyOrder(
                        "windrose.hub.port = 8443",
                        "windrose.hub.mqtt-port = 8883",
                        "windrose.hub.data-dir (required)",
                        "windrose.hub.advertised-host = 127.0.0.1",
                        "windrose.hub.prices-file (optional)",
                        "windrose.hub.event-ttl = PT1H",
                        "windrose.hub.prices.allowed-origins (optional)",
                        "windrose.hub.prices.history-days = 400",
                        "windrose.hub.prices.period = PT30S",
                        "windrose.hub.access.token-max-lifetime = P365D",
                        "windrose.hub.access.open-metrics = false",
                        "windrose.hub.oidc.issuer (optional)",
                        "windrose.hub.oidc.audiences (optional)",
                        "windrose.hub.oidc.username-claim = sub",
                        "windrose.hub.oidc.username-prefix = oidc:",
                        "windrose.hub.oidc.groups-claim = groups",
                        "windrose.hub.oidc.groups-prefix = oidc:",
                        "windrose.hub.oidc.required-claims (optional)",
                        "windrose.hub.oidc.ca-file (optional)",
                        "windrose.hub.oidc.clock-skew = PT30S",
                        "windrose.hub.limits.object-bytes = 1572864",
                        "windrose.hub.limits.objects-per-namespace = 10000",
                        "windrose.hub.limits.requests-per-second = 2000",
                        "windrose.hub.limits.total-requests-per-second = 6000",
                        "windrose.hub.limits.refused-requests-per-second = 50",
                        "windrose.hub.limits.watches = 2000",
                        "windrose.hub.limits.total-watches = 10000",
                        "windrose.hub.placement.dwell = PT30M",
                        "windrose.hub.placement.min-saving-percent = 5",
                        "windrose.hub.placement.joint-period = PT1M",
                        "windrose.hub.placement.solver = glop",
                        "windrose.hub.placement.latency-file (optional)",
                        "windrose.hub.placement.egress-file (optional)",
                        "windrose.hub.db.url (required)",
                        "windrose.hub.db.user (required)",
                        "windrose.hub.db.password (required)",
                        "windrose.hub.audit.retention-days = 90",
                        "windrose.hub.cost.retention-days = 400",
                        "windrose.hub.models.url (optional)",
                        "windrose.hub.models.token-file (optional)",
                        "windrose.hub.models.redirect-hosts = cdn-lfs.huggingface.co,cdn-lfs.hf.co,cas-bridge.xethub.hf.co",
                        "windrose.hub.models.refresh = PT24H",
                        "windrose.hub.models.profiles-file (optional)");
    }

    @Test
    void whatIsRequiredIsNamedWhenItLacks() {
        var builder = new SmallRyeConfigBuilder()
                .withMapping(HubConfig.class)
                .withSources(new PropertiesConfigSource(Map.of("windrose.hub.db.user", "u"), "test", 100));

        assertThatThrownBy(builder::build)
                .isInstanceOf(ConfigValidationException.class)
                .hasMessageContaining("windrose.hub.data-dir")
                .hasMessageContaining("windrose.hub.db.url")
                .hasMessageContaining("windrose.hub.db.password");
    }

    private static List<String> keys(String prefix, Class<?> type) {
        var keys = new ArrayList<String>();
        for (var method : type.getDeclaredMethods()) {
            var key = prefix + "." + name(method);
            if (method.getReturnType().isInterface() && method.getReturnType().getDeclaringClass() == type) {
                keys.addAll(keys(key, method.getReturnType()));
            } else {
                keys.add(key + standing(method));
            }
        }
        return keys;
    }

    private static String name(Method method) {
        var named = method.getAnnotation(WithName.class);
        return named != null
                ? named.value()
                : method.getName().replaceAll("([A-Z])", "-$1").toLowerCase(java.util.Locale.ROOT);
    }

    private static String standing(Method method) {
        var otherwise = method.getAnnotation(WithDefault.class);
        if (otherwise != null) {
            return " = " + otherwise.value();
        }
        return method.getReturnType() == Optional.class || method.getReturnType() == Map.class
                ? " (optional)"
                : " (required)";
    }
}
