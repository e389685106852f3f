package dev.windrose.hub.price.feed;

import com.fasterxml.jackson.databind.JsonNode;
import dev.windrose.placement.inventory.CapacityTier;
import dev.windrose.placement.price.PriceCsv;
import dev.windrose.placement.price.PriceRow;
import dev.windrose.placement.price.Sku;
import dev.windrose.placement.price.SkuTable;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Prices of one's own, in the two forms that OpenCost reads (opencost.io/docs/configuration): rates for a core, a GiB and
 * a GPU as JSON, from which machines of the SKU table are put together; or a CSV with a price for each instance type.
 */
final class StaticRates implements Feed {
    private static final int MOST_BYTES = 8 << 20;

    private final URI endpoint;
    private final String cloud;
    private final List<String> regions;

    StaticRates(URI endpoint, String cloud, List<String> regions) {
        this.endpoint = endpoint;
        this.cloud = cloud;
        this.regions = List.copyOf(regions);
    }

    @Override
    public List<String> parts() {
        return List.of(cloud);
    }

    @Override
    public Walk begin(String part, Instant now, String validator) {
        return new FileWalk(now);
    }

    private final class FileWalk implements Walk {
        private final Instant now;
        private final Gathered gathered = new Gathered();
        private final List<PriceRow> rows = new ArrayList<>();
        private boolean whole;

        FileWalk(Instant now) {
            this.now = now;
        }

        @Override
        public Optional<PageRequest> next() {
            return whole ? Optional.empty() : Optional.of(PageRequest.get(endpoint));
        }

        @Override
        public void take(InputStream page) throws IOException {
            var bytes = page.readNBytes(MOST_BYTES + 1);
            if (bytes.length > MOST_BYTES) {
                throw new FeedException(
                        FeedException.Kind.TOO_LARGE, "the file has more than %d MiB".formatted(MOST_BYTES >> 20));
            }
            var text = new String(bytes, StandardCharsets.UTF_8).strip();
            rows.addAll(text.startsWith("{") ? json(bytes) : csv(text));
            whole = true;
        }

        private List<PriceRow> json(byte[] bytes) throws IOException {
            var rates = JsonPage.guarded(
                    new java.io.ByteArrayInputStream(bytes), parser -> JsonPage.MAPPER.<JsonNode>readTree(parser));
            JsonPage.expect(
                    rates.path("CPU").isValueNode()
                            && rates.path("RAM").isValueNode()
                            && rates.path("GPU").isValueNode(),
                    "the rates lack CPU, RAM or GPU");
            var found = new ArrayList<PriceRow>();
            for (var sku : SkuTable.builtIn().all()) {
                if (sku.cloud().equals(cloud)) {
                    machine(sku, rates, "", CapacityTier.ON_DEMAND, found);
                    machine(sku, rates, "spot", CapacityTier.SPOT, found);
                }
            }
            return found;
        }

        private void machine(Sku sku, JsonNode rates, String prefix, CapacityTier tier, List<PriceRow> found) {
            var cpu = rate(rates, prefix + "CPU");
            var ram = rate(rates, prefix + "RAM");
            var gpu = rate(rates, prefix + "GPU");
            var count = sku.accelerator().count();
            if (cpu.isEmpty()
                    || ram.isEmpty()
                    || gpu.isEmpty()
                    || sku.vcpus().isEmpty()
                    || sku.memoryGib().isEmpty()) {
                return;
            }
            var gpus = gpu.get()
                    .multiply(BigDecimal.valueOf(count.numerator()))
                    .divide(BigDecimal.valueOf(count.denominator()), 9, java.math.RoundingMode.HALF_UP);
            var price = cpu.get()
                    .multiply(BigDecimal.valueOf(sku.vcpus().getAsInt()))
                    .add(ram.get().multiply(BigDecimal.valueOf(sku.memoryGib().getAsLong())))
                    .add(gpus);
            for (var region : regions) {
                found.add(row(region, sku.instanceType(), tier, price.toPlainString()));
            }
        }

        /** Above zero; zero and less are unknown. */
        private static Optional<BigDecimal> rate(JsonNode rates, String name) {
            var text = rates.path(name).asText("");
            return text.matches("[0-9]{1,6}(\\.[0-9]{1,12})?")
                    ? Optional.of(new BigDecimal(text)).filter(rate -> rate.signum() > 0)
                    : Optional.empty();
        }

        private List<PriceRow> csv(String text) throws FeedException {
            var lines = text.lines().toList();
            var header = lines.isEmpty()
                    ? List.<String>of()
                    : PriceCsv.fields(lines.getFirst()).orElse(List.of());
            for (var needed : List.of("Region", "InstanceType", "MarketPriceHourly")) {
                JsonPage.expect(header.contains(needed), "the CSV has no column " + needed);
            }
            var found = new ArrayList<PriceRow>();
            for (var line : lines.subList(1, lines.size())) {
                var fields = PriceCsv.fields(line).orElse(List.of());
                if (fields.size() < header.size()) {
                    gathered.drop("a line that cannot be read");
                    continue;
                }
                var asset = field(header, fields, "AssetClass");
                if (!asset.isEmpty() && !asset.equals("node") && !asset.equals("gpu")) {
                    gathered.drop("not a price of a node");
                    continue;
                }
                var region = field(header, fields, "Region");
                for (var each : region.isEmpty() ? regions : List.of(region)) {
                    found.add(row(
                            each,
                            field(header, fields, "InstanceType"),
                            CapacityTier.ON_DEMAND,
                            field(header, fields, "MarketPriceHourly")));
                }
            }
            return found;
        }

        private static String field(List<String> header, List<String> fields, String name) {
            int at = header.indexOf(name);
            return at < 0 ? "" : fields.get(at).strip();
        }

        private PriceRow row(String region, String type, CapacityTier tier, String price) {
            return new PriceRow(
                    new PriceRow.Place(cloud, region, "", type),
                    tier,
                    price,
                    PriceRow.Carries.UNSAID,
                    Gathered.today(now),
                    "rates at " + endpoint.getHost());
        }

        @Override
        public FeedLoad finish() throws FeedException {
            return gathered.load("rates of " + cloud, rows, now);
        }
    }
}
