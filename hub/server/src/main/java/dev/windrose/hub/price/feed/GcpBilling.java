package dev.windrose.hub.price.feed;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * GCP's Cloud Billing Catalog (cloud.google.com/billing/docs/reference/rest/v1/services.skus/list): one walk over all SKUs
 * of Compute Engine, pages of 5,000 linked by a token, an API key in a header. No SKU is a machine: see {@link GcpParts}.
 */
final class GcpBilling implements Feed {
    static final URI ENDPOINT = URI.create("https://cloudbilling.googleapis.com/v1/services/6F81-5844-456A/skus");

    private final URI endpoint;
    private final PageRequest.Signer key;

    GcpBilling(URI endpoint, PageRequest.Signer key) {
        this.endpoint = endpoint;
        this.key = key;
    }

    @Override
    public List<String> parts() {
        return List.of("compute-engine");
    }

    @Override
    public Walk begin(String part, Instant now, String validator) {
        return new CatalogWalk(now);
    }

    private final class CatalogWalk implements Walk {
        private final Instant now;
        private final GcpParts components = new GcpParts();
        private final Gathered gathered = new Gathered();
        private String token = "";
        private boolean whole;

        CatalogWalk(Instant now) {
            this.now = now;
        }

        @Override
        public Optional<PageRequest> next() {
            var query = token.isEmpty() ? "" : "&pageToken=" + URLEncoder.encode(token, StandardCharsets.UTF_8);
            return whole
                    ? Optional.empty()
                    : Optional.of(PageRequest.get(URI.create(endpoint + "?currencyCode=USD&pageSize=5000" + query))
                            .signedBy(key));
        }

        @Override
        public void take(InputStream page) throws IOException {
            var skus = new ArrayList<JsonNode>();
            var beside = JsonPage.read(page, "skus", sku -> {
                if (GcpParts.isOfInterest(sku)) {
                    skus.add(sku);
                } else {
                    gathered.drop("not a part of a machine with accelerators");
                }
            });
            skus.forEach(sku -> components.add(sku, gathered));
            token = beside.getOrDefault("nextPageToken", "");
            whole = token.isEmpty();
        }

        @Override
        public FeedLoad finish() throws FeedException {
            return gathered.load("GCP Cloud Billing Catalog", components.machines(now), now);
        }
    }
}
