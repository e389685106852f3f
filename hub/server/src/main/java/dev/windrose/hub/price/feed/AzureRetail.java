package dev.windrose.hub.price.feed;

import com.fasterxml.jackson.databind.JsonNode;
import dev.windrose.placement.inventory.CapacityTier;
import dev.windrose.placement.price.PriceRow;
import dev.windrose.placement.price.SkuTable;
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
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Azure Retail Prices (learn.microsoft.com/rest/api/cost-management/retail-prices/azure-retail-prices): no key, one walk
 * per region, pages of 1,000 linked by {@code NextPageLink}.
 *
 * <p>Of several meters for one machine the one that took effect last holds; Windows, dedicated hosts, cloud services and the
 * retired low-priority machines are other products under the same instance type.
 */
final class AzureRetail implements Feed {
    static final URI ENDPOINT = URI.create("https://prices.azure.com/api/retail/prices");

    private static final Pattern OTHER_PRODUCT =
            Pattern.compile("Windows|Cloud ?Services|Dedicated", Pattern.CASE_INSENSITIVE);
    private static final Pattern LOW_PRIORITY = Pattern.compile("Low Priority", Pattern.CASE_INSENSITIVE);
    private static final Pattern SPOT = Pattern.compile("\\bSpot\\b", Pattern.CASE_INSENSITIVE);

    private final URI endpoint;
    private final List<String> regions;

    AzureRetail(URI endpoint, List<String> regions) {
        this.endpoint = endpoint;
        this.regions = List.copyOf(regions);
    }

    @Override
    public List<String> parts() {
        return regions;
    }

    @Override
    public Walk begin(String part, Instant now, String validator) {
        var filter = "serviceName eq 'Virtual Machines' and priceType eq 'Consumption' and armRegionName eq '%s'"
                .formatted(part);
        return new RegionWalk(
                URI.create("%s?api-version=2023-01-01-preview&currencyCode='USD'&$filter=%s"
                        .formatted(endpoint, URLEncoder.encode(filter, StandardCharsets.UTF_8))
                        .replace("'", "%27")),
                now);
    }

    private record Machine(String region, String type, CapacityTier tier) implements Comparable<Machine> {
        @Override
        public int compareTo(Machine other) {
            return (region + '/' + type + '/' + tier).compareTo(other.region + '/' + other.type + '/' + other.tier);
        }
    }

    private record Meter(Instant start, JsonNode price) {}

    private static final class RegionWalk implements Walk {
        private final Instant now;
        private final Map<Machine, Meter> meters = new TreeMap<>();
        private final Gathered gathered = new Gathered();
        private @Nullable URI next;

        RegionWalk(URI first, Instant now) {
            this.next = first;
            this.now = now;
        }

        @Override
        public Optional<PageRequest> next() {
            return Optional.ofNullable(next).map(PageRequest::get);
        }

        @Override
        public void take(InputStream page) throws IOException {
            var items = new ArrayList<JsonNode>();
            var beside = JsonPage.read(page, "Items", items::add);
            var link = beside.getOrDefault("NextPageLink", "");
            var following = link.isEmpty() ? null : link(link);
            items.forEach(this::item);
            next = following;
        }

        private static URI link(String text) throws FeedException {
            try {
                return URI.create(text.replace(" ", "%20").replace("'", "%27"));
            } catch (IllegalArgumentException _) {
                throw new FeedException(FeedException.Kind.MALFORMED, "NextPageLink is no address");
            }
        }

        private void item(JsonNode item) {
            var type = item.path("armSkuName").asText();
            if (!isOfInterest(type)) {
                gathered.drop("machine without accelerators");
                return;
            }
            var names =
                    item.path("skuName").asText() + " " + item.path("meterName").asText();
            var reason = otherwise(item, names);
            if (reason.isPresent()) {
                gathered.drop(reason.get());
                return;
            }
            if (!item.path("currencyCode").asText().equals("USD")) {
                gathered.foreign(
                        item.path("currencyCode").asText(),
                        "%s %s %s".formatted(type, item.path("armRegionName").asText(), item.path("retailPrice")));
                return;
            }
            var start = instant(item.path("effectiveStartDate").asText());
            if (start.isEmpty() || start.get().isAfter(now)) {
                gathered.drop("not in effect yet, or without a date");
                return;
            }
            var tier = SPOT.matcher(names).find() ? CapacityTier.SPOT : CapacityTier.ON_DEMAND;
            var machine = new Machine(item.path("armRegionName").asText(), type, tier);
            meters.merge(machine, new Meter(start.get(), item.path("retailPrice")), this::stronger);
        }

        /** The later; of the same time the dearer. */
        private Meter stronger(Meter one, Meter other) {
            gathered.drop("an older or cheaper meter of the same machine");
            int order = one.start().compareTo(other.start());
            boolean first = order != 0
                    ? order > 0
                    : one.price().decimalValue().compareTo(other.price().decimalValue()) >= 0;
            return first ? one : other;
        }

        private Optional<String> otherwise(JsonNode item, String names) {
            if (OTHER_PRODUCT.matcher(item.path("productName").asText()).find()) {
                return Optional.of("Windows, dedicated host or cloud service");
            }
            if (LOW_PRIORITY.matcher(names).find()) {
                return Optional.of("low priority, which is retired");
            }
            if (!item.path("type").asText("Consumption").equals("Consumption")
                    || !item.path("reservationTerm").asText("").isEmpty()) {
                return Optional.of("reservation");
            }
            if (!item.path("unitOfMeasure").asText().equals("1 Hour")
                    || item.path("tierMinimumUnits").asDouble() != 0) {
                return Optional.of("not a price of one hour");
            }
            if (!item.path("isPrimaryMeterRegion").asBoolean(true)) {
                return Optional.of("meter of another region");
            }
            var end = instant(item.path("effectiveEndDate").asText());
            return end.isPresent() && end.get().isBefore(now) ? Optional.of("no longer in effect") : Optional.empty();
        }

        @Override
        public FeedLoad finish() throws FeedException {
            var rows = new ArrayList<PriceRow>();
            meters.forEach((machine, meter) -> rows.add(new PriceRow(
                    new PriceRow.Place("azure", machine.region(), "", machine.type()),
                    machine.tier(),
                    meter.price().isNumber() ? meter.price().decimalValue().toPlainString() : "",
                    PriceRow.Carries.UNSAID,
                    Gathered.today(now),
                    "Azure Retail Prices, in effect since %s".formatted(Gathered.today(meter.start())))));
            return gathered.load("Azure Retail Prices", rows, now);
        }
    }

    /** The N series has all accelerators of Azure (learn.microsoft.com/azure/virtual-machines/sizes/overview). */
    private static boolean isOfInterest(String type) {
        return type.matches("Standard_N[A-Z].*")
                || SkuTable.builtIn().find("azure", type).isPresent();
    }

    private static Optional<Instant> instant(String text) {
        try {
            return text.isEmpty() ? Optional.empty() : Optional.of(Instant.parse(text));
        } catch (DateTimeParseException _) {
            return Optional.empty();
        }
    }
}
