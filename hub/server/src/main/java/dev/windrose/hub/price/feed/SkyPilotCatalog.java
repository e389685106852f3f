package dev.windrose.hub.price.feed;

import dev.windrose.placement.price.PriceCsv;
import dev.windrose.placement.price.SkuTable;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * SkyPilot's public catalogue (github.com/skypilot-org/skypilot-catalog), version 8: one CSV per cloud, recognised by its
 * ETag; a mirror is asked when the host throttles.
 */
final class SkyPilotCatalog implements Feed {
    static final URI ENDPOINT =
            URI.create("https://raw.githubusercontent.com/skypilot-org/skypilot-catalog/master/catalogs/v8");
    static final URI MIRROR = URI.create("https://skypilot-catalog.s3.us-east-1.amazonaws.com/catalogs/v8");

    private final URI endpoint;
    private final Optional<URI> mirror;
    private final List<String> clouds;

    SkyPilotCatalog(URI endpoint, Optional<URI> mirror, List<String> clouds) {
        this.endpoint = endpoint;
        this.mirror = mirror;
        this.clouds = List.copyOf(clouds);
    }

    @Override
    public List<String> parts() {
        return clouds;
    }

    @Override
    public Walk begin(String part, Instant now, String validator) {
        var request = PageRequest.get(URI.create("%s/%s/vms.csv".formatted(endpoint, part)));
        var mirrored = mirror.map(root -> URI.create("%s/%s/vms.csv".formatted(root, part)));
        return new CsvWalk(
                part,
                now,
                new PageRequest(
                        request.uri(), request.method(), request.headers(), "", mirrored, PageRequest.Signer.NOBODY));
    }

    private static final class CsvWalk implements Walk {
        private final String cloud;
        private final Instant now;
        private final PageRequest request;
        private final Gathered gathered = new Gathered();
        private byte[] csv = {};
        private boolean whole;

        CsvWalk(String cloud, Instant now, PageRequest request) {
            this.cloud = cloud;
            this.now = now;
            this.request = request;
        }

        @Override
        public Optional<PageRequest> next() {
            return whole ? Optional.empty() : Optional.of(request);
        }

        @Override
        public void take(InputStream page) throws IOException {
            csv = page.readNBytes(PriceCsv.MAX_BYTES + 1);
            whole = true;
        }

        @Override
        public FeedLoad finish() throws FeedException {
            var file = Gathered.file("SkyPilot catalogue, " + cloud, Optional.of(cloud), now);
            var load = new PriceCsv(SkuTable.builtIn()).parse(file, csv);
            JsonPage.expect(load.report().readable(), load.report().summary());
            return gathered.of(load);
        }
    }
}
