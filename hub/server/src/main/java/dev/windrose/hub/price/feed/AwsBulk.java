package dev.windrose.hub.price.feed;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import dev.windrose.hub.price.feed.FeedException.Kind;
import dev.windrose.placement.inventory.CapacityTier;
import dev.windrose.placement.price.PriceCsv;
import dev.windrose.placement.price.PriceRow;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * AWS's bulk offer file of EC2 (docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/using-the-aws-price-list-bulk-api.html):
 * one file per region, hundreds of MB, no key. Read line by line (CSV) or token by token (JSON); what cannot be a
 * machine that counts is passed over before it is taken apart.
 */
final class AwsBulk implements Feed {
    static final URI ENDPOINT = URI.create("https://pricing.us-east-1.amazonaws.com/offers/v1.0/aws/AmazonEC2/current");

    private static final String SOURCE = "AWS price list";
    private static final int LINES_BEFORE_HEADER = 20;
    private static final int LONGEST_LINE = 64 << 10;

    /** By name in the JSON list: the column of the CSV. */
    private static final Map<String, String> COLUMNS = Map.ofEntries(
            Map.entry("instanceType", "Instance Type"),
            Map.entry("regionCode", "Region Code"),
            Map.entry("gpu", "GPU"),
            Map.entry("tenancy", "Tenancy"),
            Map.entry("operatingSystem", "Operating System"),
            Map.entry("preInstalledSw", "Pre Installed S/W"),
            Map.entry("capacitystatus", "CapacityStatus"),
            Map.entry("marketoption", "MarketOption"),
            Map.entry("termType", "TermType"),
            Map.entry("unit", "Unit"),
            Map.entry("currency", "Currency"),
            Map.entry("price", "PricePerUnit"));

    private final URI endpoint;
    private final List<String> regions;

    AwsBulk(URI endpoint, List<String> regions) {
        this.endpoint = endpoint;
        this.regions = List.copyOf(regions);
    }

    @Override
    public List<String> parts() {
        return regions;
    }

    @Override
    public Bounds bounds() {
        return Bounds.BULK;
    }

    @Override
    public Walk begin(String part, Instant now, String validator) {
        var text = endpoint.toString();
        var file = text.endsWith(".json") || text.endsWith(".csv")
                ? text.replace("%7Bregion%7D", part)
                : "%s/%s/index.csv".formatted(text, part);
        return new FileWalk(URI.create(file), now);
    }

    private static final class FileWalk implements Walk {
        private final URI file;
        private final Instant now;
        private final List<PriceRow> rows = new ArrayList<>();
        private final Gathered gathered = new Gathered();
        private boolean whole;

        FileWalk(URI file, Instant now) {
            this.file = file;
            this.now = now;
        }

        @Override
        public Optional<PageRequest> next() {
            return whole ? Optional.empty() : Optional.of(PageRequest.get(file));
        }

        @Override
        public void take(InputStream page) throws IOException {
            var of = new Gathered();
            var input = new BufferedInputStream(page, 1 << 16);
            input.mark(1);
            int first = input.read();
            input.reset();
            var found = first == '{' ? json(input, of) : csv(input, of);
            gathered.add(of);
            rows.addAll(found);
            whole = true;
        }

        private List<PriceRow> csv(InputStream input, Gathered of) throws IOException {
            var lines = new Lines(input, LONGEST_LINE);
            var columns = header(lines);
            var found = new ArrayList<PriceRow>();
            for (var line = lines.next(); line.isPresent(); line = lines.next()) {
                // Nine lines of ten are reservations, Windows or other machines: cheap to see before they are taken
                // apart.
                if (!line.get().contains("\"OnDemand\"") || !line.get().contains("\"Linux\"")) {
                    continue;
                }
                var fields = PriceCsv.fields(line.get());
                if (fields.isEmpty() || fields.get().size() < columns.size()) {
                    of.drop("a line that cannot be read");
                    continue;
                }
                row(columns, fields.get(), of).ifPresent(found::add);
            }
            return found;
        }

        private static Map<String, Integer> header(Lines lines) throws IOException {
            for (int i = 0; i < LINES_BEFORE_HEADER; i++) {
                var fields = lines.next().flatMap(PriceCsv::fields).orElse(List.of());
                if (fields.contains("SKU") && fields.contains("PricePerUnit")) {
                    var columns = new HashMap<String, Integer>();
                    for (var column : COLUMNS.entrySet()) {
                        int at = fields.indexOf(column.getValue());
                        JsonPage.expect(at >= 0, "the file has no column \"%s\"".formatted(column.getValue()));
                        columns.put(column.getKey(), at);
                    }
                    return columns;
                }
            }
            throw new FeedException(
                    Kind.MALFORMED,
                    "none of the first %d lines names the columns SKU and PricePerUnit. Maybe it is another file"
                            .formatted(LINES_BEFORE_HEADER));
        }

        private Optional<PriceRow> row(Map<String, Integer> columns, List<String> fields, Gathered of) {
            java.util.function.Function<String, String> value =
                    name -> fields.get(columns.getOrDefault(name, 0)).strip();
            if (!value.apply("termType").equals("OnDemand") || !AwsPrices.counts(value)) {
                of.drop("another product");
                return Optional.empty();
            }
            if (!value.apply("unit").equals("Hrs")) {
                of.drop("not a price of one hour");
                return Optional.empty();
            }
            if (!value.apply("currency").equals("USD")) {
                of.foreign(
                        value.apply("currency"),
                        "%s %s".formatted(value.apply("instanceType"), value.apply("regionCode")));
                return Optional.empty();
            }
            return Optional.of(AwsPrices.row(
                    value.apply("instanceType"),
                    value.apply("regionCode"),
                    "",
                    CapacityTier.ON_DEMAND,
                    value.apply("price"),
                    SOURCE,
                    now));
        }

        private record Machine(String type, String region) {}

        private List<PriceRow> json(InputStream input, Gathered of) throws IOException {
            return JsonPage.guarded(input, parser -> {
                var machines = new HashMap<String, Machine>();
                var found = new ArrayList<PriceRow>();
                var products = false;
                JsonPage.expect(parser.nextToken() == JsonToken.START_OBJECT, "the file is no JSON object");
                while (parser.nextToken() == JsonToken.FIELD_NAME) {
                    var field = parser.currentName();
                    parser.nextToken();
                    if (field.equals("products")) {
                        products = true;
                        members(parser, (sku, product) -> product(sku, product, machines));
                    } else if (field.equals("terms")) {
                        JsonPage.expect(products, "\"terms\" stands before \"products\"");
                        terms(parser, machines, found, of);
                    } else {
                        parser.skipChildren();
                    }
                }
                JsonPage.expect(products, "the file has no \"products\"");
                return found;
            });
        }

        private static void product(String sku, JsonNode product, Map<String, Machine> machines) {
            var attributes = product.path("attributes");
            if (AwsPrices.counts(name -> attributes.path(name).asText(""))) {
                machines.put(
                        sku,
                        new Machine(
                                attributes.path("instanceType").asText(),
                                attributes.path("regionCode").asText()));
            }
        }

        private void terms(JsonParser parser, Map<String, Machine> machines, List<PriceRow> found, Gathered of)
                throws IOException {
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                var kind = parser.currentName();
                parser.nextToken();
                if (!kind.equals("OnDemand")) {
                    parser.skipChildren();
                    continue;
                }
                while (parser.nextToken() == JsonToken.FIELD_NAME) {
                    var machine = machines.get(parser.currentName());
                    parser.nextToken();
                    if (machine == null) {
                        parser.skipChildren();
                    } else {
                        JsonNode offers = JsonPage.MAPPER.readTree(parser);
                        found.addAll(AwsPrices.rows(machine.type(), machine.region(), offers, of, SOURCE, now));
                    }
                }
            }
        }

        private interface Member {
            void take(String name, JsonNode value);
        }

        private static void members(JsonParser parser, Member each) throws IOException {
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                var name = parser.currentName();
                parser.nextToken();
                each.take(name, JsonPage.MAPPER.readTree(parser));
            }
        }

        @Override
        public FeedLoad finish() throws FeedException {
            return gathered.load(SOURCE, rows, now);
        }
    }

    /** Lines of a stream, each of bounded length. */
    private static final class Lines {
        private final InputStream input;
        private final byte[] line;

        Lines(InputStream input, int longest) {
            this.input = input;
            this.line = new byte[longest];
        }

        /** @throws FeedException MALFORMED for a line beyond the bound */
        Optional<String> next() throws IOException {
            int length = 0;
            int read = input.read();
            if (read < 0) {
                return Optional.empty();
            }
            while (read >= 0 && read != '\n') {
                if (length == line.length) {
                    throw new FeedException(Kind.MALFORMED, "a line is longer than %d bytes".formatted(line.length));
                }
                line[length++] = (byte) read;
                read = input.read();
            }
            int end = length > 0 && line[length - 1] == '\r' ? length - 1 : length;
            return Optional.of(new String(line, 0, end, StandardCharsets.UTF_8));
        }
    }
}
