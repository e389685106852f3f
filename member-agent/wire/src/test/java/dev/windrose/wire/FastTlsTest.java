package dev.windrose.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.net.OpenSSLEngineOptions;
import org.junit.jupiter.api.Test;

class FastTlsTest {
    @Test
    void takesTheLibraryThatComesWithIt() {
        assumeThat(System.getProperty("os.name")).isEqualTo("Linux");
        var options = new HttpClientOptions();

        FastTls.enable(options);

        assertThat(options.getSslEngineOptions()).isInstanceOf(OpenSSLEngineOptions.class);
    }

    @Test
    void enablesOurSuitesAndNoOthers() {
        var options = new HttpClientOptions();

        FastTls.enable(options);

        assertThat(options.getEnabledCipherSuites()).containsExactlyInAnyOrderElementsOf(TlsSuites.inOrder());
    }
}
