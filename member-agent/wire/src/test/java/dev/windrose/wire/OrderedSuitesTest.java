package dev.windrose.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.http.HttpClientOptions;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;

class OrderedSuitesTest {
    private static HttpClientOptions enabled() {
        var options = new HttpClientOptions().setSslEngineOptions(new OrderedSuites());
        TlsSuites.inOrder().forEach(options::addEnabledCipherSuite);
        return options;
    }

    /** Vert.x hands the suites over in a hash set. */
    @Test
    void bringsBackTheOrderThatASetLost() throws SSLException {
        var copied = new HttpClientOptions(enabled());

        var context = copied.getSslEngineOptions()
                .sslContextFactory()
                .forClient(true)
                .enabledCipherSuites(new HashSet<>(copied.getEnabledCipherSuites()))
                .create();

        assertThat(context.cipherSuites()).containsExactlyElementsOf(TlsSuites.inOrder());
    }

    @Test
    void keepsOnlyWhatIsEnabledAndPutsOthersLast() {
        var last = TlsSuites.inOrder().getLast();
        var first = TlsSuites.inOrder().getFirst();

        assertThat(OrderedSuites.ordered(new TreeSet<>(Set.of("SOMETHING_ELSE", last, first))))
                .containsExactly(first, last, "SOMETHING_ELSE");
    }
}
