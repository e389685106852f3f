package dev.windrose.kubeapi.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StaticTokenAuthenticatorTest {
    private static final String TOKEN = "0123456789abcdef";
    private static final Caller ADMIN = new Caller("admin", List.of("admins"));

    private final StaticTokenAuthenticator authenticator = new StaticTokenAuthenticator(Map.of(TOKEN, ADMIN));

    @Test
    void knowsItsTokensOnly() {
        assertThat(authenticator.find("Bearer " + TOKEN)).contains(ADMIN);
        assertThat(authenticator.find("bearer " + TOKEN)).contains(ADMIN);
        assertThat(authenticator.find("Bearer " + TOKEN + "x")).isEmpty();
        assertThat(authenticator.find("Bearer ")).isEmpty();
        assertThat(authenticator.find("Basic " + TOKEN)).isEmpty();
        assertThat(authenticator.find(null)).isEmpty();
    }

    @Test
    void refusesShortTokensAndShowsNone() {
        assertThatThrownBy(() -> new StaticTokenAuthenticator(Map.of("short", ADMIN)))
                .hasMessageContaining("at least 16")
                .hasMessageNotContaining("short");
        assertThat(authenticator.toString()).doesNotContain(TOKEN);
    }
}
