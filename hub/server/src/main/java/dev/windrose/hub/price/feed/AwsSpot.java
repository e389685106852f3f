package dev.windrose.hub.price.feed;

import dev.windrose.hub.price.feed.FeedException.Kind;
import dev.windrose.placement.inventory.CapacityTier;
import dev.windrose.placement.price.PriceRow;
import dev.windrose.placement.price.SkuTable;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * AWS's spot prices of this moment (docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeSpotPriceHistory.html):
 * signed form requests, pages linked by a token, answers in XML; a proxy that speaks JSON as the command line does is
 * understood too. Prices are kept by the zone's id: its name means another zone in each account. A zone that is no
 * longer named has no price.
 */
final class AwsSpot implements Feed {
    private final Optional<URI> endpoint;
    private final List<String> regions;
    private final Signers signers;

    /** The signature names the region. */
    @FunctionalInterface
    interface Signers {
        PageRequest.Signer of(String region);
    }

    /** @param endpoint for all regions; empty: each region's own */
    AwsSpot(Optional<URI> endpoint, List<String> regions, Signers signers) {
        this.endpoint = endpoint;
        this.regions = List.copyOf(regions);
        this.signers = signers;
    }

    @Override
    public List<String> parts() {
        return regions;
    }

    @Override
    public Walk begin(String part, Instant now, String validator) {
        var uri = endpoint.orElseGet(() -> URI.create("https://ec2.%s.amazonaws.com/".formatted(part)));
        return new RegionWalk(uri, part, now, signers.of(part));
    }

    private record Zone(String type, String zone) implements Comparable<Zone> {
        @Override
        public int compareTo(Zone other) {
            return (type + '/' + zone).compareTo(other.type + '/' + other.zone);
        }
    }

    private record Price(Instant at, String dollars) {}

    private static final class RegionWalk implements Walk {
        private final URI uri;
        private final String region;
        private final Instant now;
        private final PageRequest.Signer signer;
        private final Map<Zone, Price> prices = new TreeMap<>();
        private final Gathered gathered = new Gathered();
        private String token = "";
        private boolean whole;

        RegionWalk(URI uri, String region, Instant now, PageRequest.Signer signer) {
            this.uri = uri;
            this.region = region;
            this.now = now;
            this.signer = signer;
        }

        @Override
        public Optional<PageRequest> next() {
            if (whole) {
                return Optional.empty();
            }
            var form = new StringBuilder("Action=DescribeSpotPriceHistory&Version=2016-11-15");
            add(
                    form,
                    "StartTime",
                    now.truncatedTo(java.time.temporal.ChronoUnit.SECONDS).toString());
            add(form, "ProductDescription.1", "Linux/UNIX");
            add(form, "ProductDescription.2", "Linux/UNIX (Amazon VPC)");
            int i = 1;
            for (var sku : SkuTable.builtIn().all()) {
                if (sku.cloud().equals("aws")) {
                    add(form, "InstanceType." + i++, sku.instanceType());
                }
            }
            add(form, "MaxResults", "1000");
            if (!token.isEmpty()) {
                add(form, "NextToken", token);
            }
            return Optional.of(PageRequest.post(
                    uri,
                    Map.of("Content-Type", "application/x-www-form-urlencoded; charset=utf-8"),
                    form.toString(),
                    signer));
        }

        private static void add(StringBuilder form, String name, String value) {
            form.append('&').append(name).append('=').append(URLEncoder.encode(value, StandardCharsets.UTF_8));
        }

        @Override
        public void take(InputStream page) throws IOException {
            var input = new BufferedInputStream(page);
            input.mark(1);
            int first = input.read();
            input.reset();
            var items = new ArrayList<Map<String, String>>();
            var next = first == '{' ? json(input, items) : xml(input, items);
            items.forEach(this::item);
            token = next;
            whole = next.isEmpty();
        }

        private void item(Map<String, String> item) {
            var zone = item.getOrDefault("availabilityZoneId", "");
            var type = item.getOrDefault("instanceType", "");
            if (!item.getOrDefault("productDescription", "").startsWith("Linux/UNIX")) {
                gathered.drop("another product");
            } else if (zone.isEmpty()) {
                gathered.drop("zone without its id");
                gathered.note("%s in %s has no AvailabilityZoneId; zone names differ from account to account"
                        .formatted(type, item.getOrDefault("availabilityZone", "an unnamed zone")));
            } else {
                try {
                    var at = Instant.parse(item.getOrDefault("timestamp", ""));
                    prices.merge(
                            new Zone(type, zone),
                            new Price(at, item.getOrDefault("spotPrice", "")),
                            (one, other) -> one.at().isBefore(other.at()) ? other : one);
                } catch (DateTimeParseException _) {
                    gathered.drop("without a time");
                }
            }
        }

        private static String json(InputStream input, List<Map<String, String>> items) throws IOException {
            return JsonPage.read(input, "SpotPriceHistory", element -> {
                        var item = new TreeMap<String, String>();
                        element.properties()
                                .forEach(field -> item.put(
                                        Character.toLowerCase(field.getKey().charAt(0))
                                                + field.getKey().substring(1),
                                        field.getValue().asText()));
                        items.add(item);
                    })
                    .getOrDefault("NextToken", "");
        }

        private static String xml(InputStream input, List<Map<String, String>> items) throws IOException {
            var factory = XMLInputFactory.newDefaultFactory();
            factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
            factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
            factory.setProperty(XMLInputFactory.IS_COALESCING, true);
            try {
                var reader = factory.createXMLStreamReader(input);
                try {
                    return read(reader, items);
                } finally {
                    reader.close();
                }
            } catch (XMLStreamException e) {
                if (e.getNestedException() instanceof IOException broken) {
                    throw broken;
                }
                var ended = String.valueOf(e.getMessage()).contains("end of");
                throw new FeedException(
                        ended || String.valueOf(e.getMessage()).contains("must start and end within")
                                ? Kind.TRUNCATED
                                : Kind.MALFORMED,
                        ended
                                ? "the page ended in the middle"
                                : "the page is no XML. Maybe a proxy answered in its place");
            }
        }

        private static String read(XMLStreamReader reader, List<Map<String, String>> items)
                throws XMLStreamException, FeedException {
            var token = "";
            var found = false;
            var item = new TreeMap<String, String>();
            while (reader.hasNext()) {
                int event = reader.next();
                if (event == XMLStreamConstants.START_ELEMENT) {
                    switch (reader.getLocalName()) {
                        case "spotPriceHistorySet" -> found = true;
                        case "item" -> item = new TreeMap<>();
                        case "nextToken" -> token = reader.getElementText();
                        case "instanceType",
                                "productDescription",
                                "spotPrice",
                                "timestamp",
                                "availabilityZone",
                                "availabilityZoneId" ->
                            item.put(
                                    reader.getLocalName(),
                                    reader.getElementText().strip());
                        default -> {}
                    }
                } else if (event == XMLStreamConstants.END_ELEMENT
                        && reader.getLocalName().equals("item")) {
                    items.add(item);
                }
            }
            JsonPage.expect(found, "the page has no spotPriceHistorySet");
            return token.strip();
        }

        @Override
        public FeedLoad finish() throws FeedException {
            var rows = new ArrayList<PriceRow>();
            prices.forEach((zone, price) -> rows.add(AwsPrices.row(
                    zone.type(),
                    region,
                    zone.zone(),
                    CapacityTier.SPOT,
                    price.dollars(),
                    "AWS spot price since %s".formatted(price.at()),
                    now)));
            return gathered.load("AWS spot prices", rows, now);
        }
    }
}
