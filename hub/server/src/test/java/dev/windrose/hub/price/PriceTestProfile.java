package dev.windrose.hub.price;

import dev.windrose.hub.HubTestProfile;
import dev.windrose.hub.price.feed.PageServer;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A hub that may call a server on loopback for prices. */
public class PriceTestProfile extends HubTestProfile {
    @Override
    public List<TestResourceEntry> testResources() {
        return Stream.concat(super.testResources().stream(), Stream.of(new TestResourceEntry(Vendor.class)))
                .toList();
    }

    /** The vendor; tests find it by the origin that the hub was told of. */
    public static final class Vendor implements QuarkusTestResourceLifecycleManager {
        private final PageServer server = new PageServer();

        @Override
        public Map<String, String> start() {
            return Map.of("windrose.hub.prices.allowed-origins", server.origin(), "windrose.hub.prices.period", "PT1S");
        }

        @Override
        public void inject(TestInjector injector) {
            injector.injectIntoFields(server, new TestInjector.MatchesType(PageServer.class));
        }

        @Override
        public void stop() {
            server.close();
        }
    }
}
