package dev.windrose.hub.price.feed;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.windrose.placement.price.PriceRow;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * AWS's price list query (docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_pricing_GetProducts.html):
 * signed requests, pages of 100, each element a JSON text of its own.
 */
final class AwsProducts implements Feed {
    static final URI ENDPOINT = URI.create("https://api.pricing.us-east-1.amazonaws.com/");

    private static final String SOURCE = "AWS GetProducts";

    private final URI endpoint;
    private final List<String> regions;
    private final PageRequest.Signer signer;

    AwsProducts(URI endpoint, List<String> regions, PageRequest.Signer signer) {
        this.endpoint = endpoint;
        this.regions = List.copyOf(regions);
        this.signer = signer;
    }

    @Override
    public List<String> parts() {
        return regions;
    }

    @Override
    public Walk begin(String part, Instant now, String validator) {
        return new RegionWalk(part, now);
    }

    private final class RegionWalk implements Walk {
        private final String region;
        private final Instant now;
        private final List<PriceRow> rows = new ArrayList<>();
        private final Gathered gathered = new Gathered();
        private String token = "";
        private boolean whole;

        RegionWalk(String region, Instant now) {
            this.region = region;
            this.now = now;
        }

        @Override
        public Optional<PageRequest> next() {
            if (whole) {
                return Optional.empty();
            }
            var body = JsonPage.MAPPER
                    .createObjectNode()
                    .put("ServiceCode", "AmazonEC2")
                    .put("FormatVersion", "aws_v1")
                    .put("MaxResults", 100);
            var filters = body.putArray("Filters");
            filter(filters, "regionCode", region);
            filter(filters, "operatingSystem", "Linux");
            filter(filters, "tenancy", "Shared");
            filter(filters, "preInstalledSw", "NA");
            filter(filters, "capacitystatus", "Used");
            filter(filters, "marketoption", "OnDemand");
            if (!token.isEmpty()) {
                body.put("NextToken", token);
            }
            return Optional.of(PageRequest.post(
                    endpoint,
                    Map.of(
                            "Content-Type", "application/x-amz-json-1.1",
                            "X-Amz-Target", "AWSPriceListService.GetProducts"),
                    body.toString(),
                    signer));
        }

        private static void filter(ArrayNode filters, String field, String value) {
            filters.addObject().put("Type", "TERM_MATCH").put("Field", field).put("Value", value);
        }

        @Override
        public void take(InputStream page) throws IOException {
            var of = new Gathered();
            var found = new ArrayList<PriceRow>();
            var beside = JsonPage.read(page, "PriceList", element -> found.addAll(product(element, of)));
            gathered.add(of);
            rows.addAll(found);
            token = beside.getOrDefault("NextToken", "");
            whole = token.isEmpty();
        }

        private List<PriceRow> product(JsonNode element, Gathered of) {
            try {
                var product = element.isTextual() ? JsonPage.MAPPER.readTree(element.asText()) : element;
                var attributes = product.at("/product/attributes");
                if (!AwsPrices.counts(name -> attributes.path(name).asText(""))) {
                    of.drop("another product");
                    return List.of();
                }
                return AwsPrices.rows(
                        attributes.path("instanceType").asText(),
                        attributes.path("regionCode").asText(region),
                        product.at("/terms/OnDemand"),
                        of,
                        SOURCE,
                        now);
            } catch (JsonProcessingException _) {
                of.drop("an element that cannot be read");
                of.note("an element of PriceList is no JSON");
                return List.of();
            }
        }

        @Override
        public FeedLoad finish() throws FeedException {
            return gathered.load(SOURCE, rows, now);
        }
    }
}
