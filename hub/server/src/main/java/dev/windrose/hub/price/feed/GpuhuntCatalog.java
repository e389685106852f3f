package dev.windrose.hub.price.feed;

import dev.windrose.hub.price.feed.FeedException.Kind;
import dev.windrose.placement.inventory.CapacityTier;
import dev.windrose.placement.price.PriceCsv;
import dev.windrose.placement.price.PriceRow;
import dev.windrose.placement.price.SkuTable;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.ZipInputStream;

/**
 * The catalogue of dstack's gpuhunt (github.com/dstackai/gpuhunt): per provider a file that names the newest version, and
 * a zip with a CSV of that version. A version that was read is not fetched again. Its AWS spot prices are the lowest of
 * all zones, which understates what a node costs: they are left out.
 */
final class GpuhuntCatalog implements Feed {
    static final URI ENDPOINT = URI.create("https://dstack-gpu-pricing.s3.eu-west-1.amazonaws.com/v3");

    private static final int MOST_BYTES = 64 << 20;

    private final URI endpoint;
    private final List<String> providers;

    GpuhuntCatalog(URI endpoint, List<String> providers) {
        this.endpoint = endpoint;
        this.providers = List.copyOf(providers);
    }

    @Override
    public List<String> parts() {
        return providers;
    }

    @Override
    public Walk begin(String part, Instant now, String validator) {
        return new ProviderWalk(part, now, validator);
    }

    private final class ProviderWalk implements Walk {
        private final String provider;
        private final Instant now;
        private final String known;
        private final Gathered gathered = new Gathered();
        private final List<PriceRow> rows = new ArrayList<>();
        private String version = "";
        private boolean whole;

        ProviderWalk(String provider, Instant now, String known) {
            this.provider = provider;
            this.now = now;
            this.known = known;
        }

        @Override
        public Optional<PageRequest> next() {
            if (whole) {
                return Optional.empty();
            }
            var path = version.isEmpty() ? "version" : version + "/catalog.zip";
            return Optional.of(PageRequest.get(URI.create("%s/%s/%s".formatted(endpoint, provider, path))));
        }

        @Override
        public void take(InputStream page) throws IOException {
            if (version.isEmpty()) {
                var text = new String(page.readNBytes(256), StandardCharsets.UTF_8).strip();
                JsonPage.expect(text.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,63}"), "the version is no word");
                version = text;
                whole = text.equals(known);
                return;
            }
            var of = new Gathered();
            var found = zip(page, of);
            gathered.add(of);
            rows.addAll(found);
            whole = true;
        }

        private List<PriceRow> zip(InputStream page, Gathered of) throws IOException {
            var found = new ArrayList<PriceRow>();
            var files = 0;
            try (var zip = new ZipInputStream(page)) {
                for (var entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                    if (entry.isDirectory() || !entry.getName().endsWith(".csv")) {
                        continue;
                    }
                    files++;
                    var bytes = zip.readNBytes(MOST_BYTES + 1);
                    if (bytes.length > MOST_BYTES || files > 8) {
                        throw new FeedException(
                                Kind.TOO_LARGE, "the zip unpacks to more than %d MiB".formatted(MOST_BYTES >> 20));
                    }
                    found.addAll(csv(new String(bytes, StandardCharsets.UTF_8), of));
                }
            }
            JsonPage.expect(files > 0, "the zip holds no CSV");
            return found;
        }

        private List<PriceRow> csv(String text, Gathered of) throws FeedException {
            var lines = text.lines().toList();
            var header = lines.isEmpty()
                    ? List.<String>of()
                    : PriceCsv.fields(lines.getFirst()).orElse(List.of());
            for (var needed : List.of("instance_name", "location", "price", "spot")) {
                JsonPage.expect(header.contains(needed), "the CSV has no column " + needed);
            }
            var found = new ArrayList<PriceRow>();
            for (var line : lines.subList(1, lines.size())) {
                var fields = PriceCsv.fields(line).orElse(List.of());
                if (fields.size() < header.size()) {
                    of.drop("a line that cannot be read");
                } else {
                    row(header, fields, of).ifPresent(found::add);
                }
            }
            return found;
        }

        private Optional<PriceRow> row(List<String> header, List<String> fields, Gathered of) {
            var type = field(header, fields, "instance_name");
            var known = SkuTable.builtIn().find(provider, type).isPresent();
            var count = field(header, fields, "gpu_count");
            if (!known && (count.isEmpty() || count.matches("0+(\\.0*)?"))) {
                of.drop("machine without accelerators");
                return Optional.empty();
            }
            boolean spot =
                    field(header, fields, "spot").toLowerCase(Locale.ROOT).equals("true");
            if (spot && provider.equals("aws")) {
                of.drop("spot as the lowest of all zones, which understates");
                return Optional.empty();
            }
            if (field(header, fields, "flags").contains("dws")) {
                of.drop("calendar mode or flex start: a way of buying of its own, not on demand");
                return Optional.empty();
            }
            return Optional.of(new PriceRow(
                    place(field(header, fields, "location"), type),
                    spot ? CapacityTier.SPOT : CapacityTier.ON_DEMAND,
                    field(header, fields, "price"),
                    known ? PriceRow.Carries.UNSAID : carries(header, fields),
                    Gathered.today(now),
                    "gpuhunt catalogue " + version));
        }

        /** GCP's locations are zones, {@code us-central1-a}; those of the others are regions. */
        private PriceRow.Place place(String location, String type) {
            return provider.equals("gcp") && location.matches(".+-[a-z]")
                    ? new PriceRow.Place(provider, location.substring(0, location.length() - 2), location, type)
                    : new PriceRow.Place(provider, location, "", type);
        }

        private PriceRow.Carries carries(List<String> header, List<String> fields) {
            return new PriceRow.Carries(
                    field(header, fields, "gpu_name"),
                    field(header, fields, "gpu_count"),
                    mib(field(header, fields, "gpu_memory")));
        }

        private static String mib(String gib) {
            return gib.matches("[0-9]{1,5}(\\.[0-9]{1,6})?")
                    ? new BigDecimal(gib)
                            .multiply(BigDecimal.valueOf(1024))
                            .setScale(0, java.math.RoundingMode.DOWN)
                            .toPlainString()
                    : "";
        }

        private static String field(List<String> header, List<String> fields, String name) {
            int at = header.indexOf(name);
            return at < 0 ? "" : fields.get(at).strip();
        }

        @Override
        public boolean unchanged() {
            return whole && version.equals(known);
        }

        @Override
        public String validator() {
            return version;
        }

        @Override
        public FeedLoad finish() throws FeedException {
            return gathered.load("gpuhunt catalogue, " + provider, rows, now);
        }
    }
}
