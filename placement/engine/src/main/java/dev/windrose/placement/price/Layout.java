package dev.windrose.placement.price;

import dev.windrose.placement.inventory.CapacityTier;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Which column of a price file holds what. Columns are found by name, in any order and case; columns that are not known
 * are left alone.
 *
 * @param skypilot whether the names are those of SkyPilot's catalog, whose GCP prices leave the accelerators out
 * @param names the header as written
 * @param index position of each column, by its name in our own layout
 */
record Layout(boolean skypilot, List<String> names, Map<String, Integer> index) {
    static final String CLOUD = "cloud";
    static final String REGION = "region";
    static final String ZONE = "zone";
    static final String TYPE = "instance_type";
    static final String PRODUCT = "accelerator";
    static final String COUNT = "accelerator_count";
    static final String MEMORY = "gpu_mem_mib";
    static final String GPU_INFO = "gpuinfo";
    static final String ON_DEMAND = "price_od_usd_h";
    static final String SPOT = "price_spot_usd_h";
    static final String RESERVED = "price_reserved_usd_h";
    static final String SCOPE = "price_scope";
    static final String AS_OF = "as_of";
    static final String VALID_UNTIL = "valid_until";
    static final String SOURCE = "source";

    private static final Map<String, String> SKYPILOT = Map.of(
            "instancetype", TYPE,
            "acceleratorname", PRODUCT,
            "acceleratorcount", COUNT,
            "gpuinfo", GPU_INFO,
            "region", REGION,
            "availabilityzone", ZONE,
            "price", ON_DEMAND,
            "spotprice", SPOT);

    /** What a header line turned out to be. */
    sealed interface Reading {
        record Known(Layout layout) implements Reading {}

        record Refused(String why) implements Reading {}
    }

    static Reading of(List<String> header, PriceFile file) {
        var names = header.stream().map(String::strip).toList();
        var keys = names.stream().map(name -> name.toLowerCase(Locale.ROOT)).toList();
        boolean skypilot = keys.contains("instancetype");
        var canonical = keys.stream()
                .map(key -> skypilot ? SKYPILOT.getOrDefault(key, "") : key)
                .toList();
        var index = IntStream.range(0, canonical.size())
                .filter(i -> !canonical.get(i).isEmpty())
                .boxed()
                .collect(Collectors.toMap(canonical::get, i -> i, (first, _) -> first));
        return complaint(keys, index, file)
                .<Reading>map(Reading.Refused::new)
                .orElseGet(() -> new Reading.Known(new Layout(skypilot, names, index)));
    }

    private static Optional<String> complaint(List<String> keys, Map<String, Integer> index, PriceFile file) {
        if (keys.size() == 1
                && (keys.getFirst().contains(";") || keys.getFirst().contains("\t"))) {
            return Optional.of("the columns are not separated by commas; save the file as CSV with commas");
        }
        var seen = new HashSet<String>();
        for (var key : keys) {
            if (!key.isEmpty() && !seen.add(key)) {
                return Optional.of("the column \"%s\" stands twice in the first line; remove one".formatted(key));
            }
        }
        var missing = new ArrayList<String>();
        for (var needed : List.of(REGION, TYPE)) {
            if (!index.containsKey(needed)) {
                missing.add(needed);
            }
        }
        if (!index.containsKey(ON_DEMAND) && !index.containsKey(SPOT) && !index.containsKey(RESERVED)) {
            missing.add(ON_DEMAND);
        }
        if (!missing.isEmpty()) {
            return Optional.of(
                    "the first line lacks %s; it must name the columns of Windrose or of SkyPilot's vms.csv (docs/prices.md)"
                            .formatted(String.join(", ", missing)));
        }
        if (!index.containsKey(CLOUD) && file.impliedCloud().isEmpty()) {
            return Optional.of("no column and no hint says which cloud the prices are of; add a column cloud,"
                    + " or put aws, azure or gcp into the file's name");
        }
        return Optional.empty();
    }

    /** The stripped value of a column; empty text when the file has no such column. */
    String get(List<String> row, String column) {
        var position = index.get(column);
        return position == null ? "" : row.get(position).strip();
    }

    /** The column's name as the file writes it. */
    String name(String column) {
        var position = index.get(column);
        return position == null ? column : names.get(position);
    }

    /** The column, in our own layout, that holds the price of a tier. */
    static String priceColumn(CapacityTier tier) {
        return switch (tier) {
            case ON_DEMAND -> ON_DEMAND;
            case SPOT -> SPOT;
            case RESERVED -> RESERVED;
            case UNKNOWN -> throw new IllegalArgumentException("Nobody sells a tier that is not known.");
        };
    }
}
