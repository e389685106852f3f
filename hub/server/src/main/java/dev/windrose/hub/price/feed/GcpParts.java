package dev.windrose.hub.price.feed;

import com.fasterxml.jackson.databind.JsonNode;
import dev.windrose.placement.inventory.CapacityTier;
import dev.windrose.placement.price.PriceRow;
import dev.windrose.placement.price.Sku;
import dev.windrose.placement.price.SkuTable;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * GCP sells parts: cores, GiB of memory, GPUs, GiB of local disk, each by region and way of buying. A machine costs the sum
 * of its parts; where one part has no price in a region, the machine has none there.
 *
 * <p>Calendar mode and flex start of the Dynamic Workload Scheduler are ways of buying of their own, though the catalogue
 * files them under OnDemand; sole tenancy, reservations, commitments and custom machines are other products. Machines whose
 * parts are sold in ways that are not documented (G4, A3 Edge) get no price.
 */
final class GcpParts {
    private static final Pattern DWS =
            Pattern.compile("\\bDWS\\b|Calendar Mode|Flex Start|Defined Duration", Pattern.CASE_INSENSITIVE);
    private static final Pattern OTHER =
            Pattern.compile("Sole Tenancy|Reserved|Premium|Custom|suspended|Commitment", Pattern.CASE_INSENSITIVE);
    private static final Pattern SLICE = Pattern.compile("\\(1 gpu slice\\)", Pattern.CASE_INSENSITIVE);
    private static final Pattern HOST = Pattern.compile(
            "^(?:Spot Preemptible )?(A2|A3|A3Plus|A3Ultra|G2) Instance (Core|Ram)\\b", Pattern.CASE_INSENSITIVE);
    private static final Pattern GPU = Pattern.compile(
            "^(?:Spot Preemptible )?Nvidia (?:Tesla )?(A100 80GB|A100|L4|H100 80GB Plus|H100 80GB Mega|H100 Mega 80GB|H100 80GB|H200 141GB) GPU\\b",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern WHOLE = Pattern.compile(
            "^(?:Spot Preemptible )?(?:A4X?|A3Ultra) .*\\b(B200|GB200|H200)\\b", Pattern.CASE_INSENSITIVE);
    private static final Pattern DISK = Pattern.compile("^SSD backed Local Storage\\b", Pattern.CASE_INSENSITIVE);
    private static final BigDecimal HOURS_A_MONTH = BigDecimal.valueOf(730);

    /** Local disks that come with a machine, GiB (cloud.google.com/compute/docs/disks/local-ssd#lssd_disks_fixed). */
    private static final Map<String, Integer> DISKS = Map.of(
            "a2-ultragpu-1g", 375,
            "a2-ultragpu-2g", 750,
            "a2-ultragpu-4g", 1_500,
            "a2-ultragpu-8g", 3_000,
            "a3-highgpu-1g", 750,
            "a3-highgpu-2g", 1_500,
            "a3-highgpu-4g", 3_000,
            "a3-highgpu-8g", 6_000,
            "a3-megagpu-8g", 6_000,
            "a3-ultragpu-8g", 12_000);

    private record Part(String region, boolean spot, String name) {}

    private final Map<Part, BigDecimal> prices = new HashMap<>();
    private final TreeSet<String> regions = new TreeSet<>();

    /** Whether the SKU may be a part of a machine with accelerators, judged by its name alone. */
    static boolean isOfInterest(JsonNode sku) {
        var name = sku.path("description").asText();
        return DWS.matcher(name).find() || part(name).isPresent();
    }

    /** The part that a SKU's name speaks of. */
    private static Optional<String> part(String name) {
        var host = HOST.matcher(name);
        if (host.find()) {
            return Optional.of(upper(host.group(2)) + ":" + upper(host.group(1)));
        }
        if (SLICE.matcher(name).find()) {
            var whole = WHOLE.matcher(name);
            return whole.find() ? Optional.of("SLICE:" + upper(whole.group(1))) : Optional.empty();
        }
        var gpu = GPU.matcher(name);
        if (gpu.find()) {
            return Optional.of("GPU:" + device(upper(gpu.group(1))));
        }
        return DISK.matcher(name).find() ? Optional.of("DISK") : Optional.empty();
    }

    private static String device(String name) {
        return switch (name) {
            case "A100" -> "A100-40GB";
            case "A100 80GB" -> "A100-80GB";
            case "H100 80GB" -> "H100";
            case "H100 80GB PLUS", "H100 80GB MEGA", "H100 MEGA 80GB" -> "H100-MEGA";
            case "H200 141GB" -> "H200";
            default -> name;
        };
    }

    void add(JsonNode sku, Gathered gathered) {
        var name = sku.path("description").asText();
        var usage = sku.at("/category/usageType").asText();
        if (DWS.matcher(name).find()) {
            gathered.drop("calendar mode or flex start: a way of buying of its own, not on demand");
        } else if (OTHER.matcher(name).find() || !usage.equals("OnDemand") && !usage.equals("Preemptible")) {
            gathered.drop("sole tenancy, reservation, commitment or custom machine");
        } else {
            part(name).ifPresent(part -> add(sku, name, part, usage.equals("Preemptible"), gathered));
        }
    }

    private void add(JsonNode sku, String name, String part, boolean spot, Gathered gathered) {
        var expression = sku.at("/pricingInfo/0/pricingExpression");
        var unit = expression.path("usageUnit").asText();
        var wanted = part.equals("DISK") ? "GiBy.mo" : part.startsWith("RAM") ? "GiBy.h" : "h";
        if (!unit.equals(wanted)) {
            gathered.drop("priced by another unit than %s".formatted(wanted));
            return;
        }
        var price = firstTier(expression.path("tieredRates"));
        if (!price.path("currencyCode").asText("USD").equals("USD")) {
            gathered.foreign(price.path("currencyCode").asText(), name);
            return;
        }
        var amount = amount(price);
        if (amount.isEmpty()) {
            gathered.drop("price of zero, hence unknown");
            return;
        }
        var hourly = part.equals("DISK") ? amount.get().divide(HOURS_A_MONTH, MathContext.DECIMAL64) : amount.get();
        for (var region : sku.path("serviceRegions")) {
            regions.add(region.asText());
            // Of two SKUs for one part the dearer: a cost must not be understated.
            prices.merge(new Part(region.asText(), spot, part), hourly, BigDecimal::max);
        }
    }

    /** The last tier that begins at zero: the first may be a free allowance of no length. */
    private static JsonNode firstTier(JsonNode rates) {
        JsonNode found = JsonPage.MAPPER.missingNode();
        for (var rate : rates) {
            if (rate.path("startUsageAmount").asDouble() == 0) {
                found = rate.path("unitPrice");
            }
        }
        return found;
    }

    private static Optional<BigDecimal> amount(JsonNode price) {
        var units = price.path("units").asText("0");
        if (!units.matches("[0-9]{1,9}") || price.isMissingNode()) {
            return Optional.empty();
        }
        var amount =
                new BigDecimal(units).add(BigDecimal.valueOf(price.path("nanos").asLong(), 9));
        return amount.signum() > 0 ? Optional.of(amount) : Optional.empty();
    }

    /** Every machine that has all of its parts, by region and way of buying. */
    List<PriceRow> machines(Instant now) {
        var rows = new ArrayList<PriceRow>();
        for (var sku : SkuTable.builtIn().all()) {
            if (!sku.cloud().equals("gcp")) {
                continue;
            }
            for (var region : regions) {
                machine(sku, region, false)
                        .ifPresent(price -> rows.add(row(sku, region, CapacityTier.ON_DEMAND, price, now)));
                machine(sku, region, true)
                        .ifPresent(price -> rows.add(row(sku, region, CapacityTier.SPOT, price, now)));
            }
        }
        return rows;
    }

    private static PriceRow row(Sku sku, String region, CapacityTier tier, BigDecimal price, Instant now) {
        return new PriceRow(
                new PriceRow.Place("gcp", region, "", sku.instanceType()),
                tier,
                price.setScale(9, java.math.RoundingMode.HALF_UP)
                        .stripTrailingZeros()
                        .toPlainString(),
                PriceRow.Carries.UNSAID,
                Gathered.today(now),
                "GCP Cloud Billing Catalog, sum of parts");
    }

    private Optional<BigDecimal> machine(Sku sku, String region, boolean spot) {
        var count = sku.accelerator().count();
        if (!count.isWhole()) {
            return Optional.empty();
        }
        var gpus = BigDecimal.valueOf(count.numerator());
        var product = sku.accelerator().product().name();
        var slice = find(region, spot, "SLICE:" + product);
        if (slice.isPresent()) {
            return slice.map(gpus::multiply);
        }
        var family = family(sku.instanceType());
        if (family.isEmpty() || sku.vcpus().isEmpty() || sku.memoryGib().isEmpty()) {
            return Optional.empty();
        }
        var device = family.get().equals("A3PLUS") ? "H100-MEGA" : product;
        var disks = BigDecimal.valueOf(DISKS.getOrDefault(sku.instanceType(), 0));
        return sum(List.of(
                term(
                        region,
                        spot,
                        "CORE:" + family.get(),
                        BigDecimal.valueOf(sku.vcpus().getAsInt())),
                term(
                        region,
                        spot,
                        "RAM:" + family.get(),
                        BigDecimal.valueOf(sku.memoryGib().getAsLong())),
                term(region, spot, "GPU:" + device, gpus),
                disks.signum() == 0 ? Optional.of(BigDecimal.ZERO) : term(region, spot, "DISK", disks)));
    }

    private Optional<BigDecimal> term(String region, boolean spot, String part, BigDecimal amount) {
        return find(region, spot, part).map(amount::multiply);
    }

    private Optional<BigDecimal> find(String region, boolean spot, String part) {
        return Optional.ofNullable(prices.get(new Part(region, spot, part)));
    }

    private static Optional<BigDecimal> sum(List<Optional<BigDecimal>> terms) {
        return terms.stream().allMatch(Optional::isPresent)
                ? Optional.of(terms.stream().map(Optional::orElseThrow).reduce(BigDecimal.ZERO, BigDecimal::add))
                : Optional.empty();
    }

    private static Optional<String> family(String type) {
        return type.startsWith("a2-")
                ? Optional.of("A2")
                : type.startsWith("a3-highgpu-")
                        ? Optional.of("A3")
                        : type.startsWith("a3-megagpu-")
                                ? Optional.of("A3PLUS")
                                : type.startsWith("a3-ultragpu-")
                                        ? Optional.of("A3ULTRA")
                                        : type.startsWith("g2-standard-") ? Optional.of("G2") : Optional.empty();
    }

    private static String upper(String text) {
        return text.toUpperCase(java.util.Locale.ROOT);
    }
}
