package dev.windrose.local.bench;

import dev.windrose.local.state.FleetException;
import dev.windrose.placement.ClusterId;
import dev.windrose.placement.Money;
import dev.windrose.placement.inventory.CapacityTier;
import dev.windrose.placement.optimum.FleetOption;
import dev.windrose.placement.optimum.OptionKey;
import dev.windrose.placement.price.BuiltInBook;
import dev.windrose.placement.price.Offer;
import dev.windrose.placement.price.PriceCsv;
import dev.windrose.placement.price.PriceFile;
import dev.windrose.placement.price.SkuTable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/** Clusters of a generated fleet: where they are, what GPUs they have at what price. Prices are those of a real list. */
final class FleetPlaces {
    /**
     * One place.
     *
     * @param memoryMib of one GPU
     * @param perNode GPUs of one node
     */
    record Place(FleetOption option, String product, long memoryMib, int perNode, String cloud) {}

    private final RandomGenerator random;
    private final Map<String, List<Offer>> byRegion;
    private final String source;

    FleetPlaces(RandomGenerator random, Optional<Path> data) {
        this.random = random;
        List<Offer> offers = data
                .map(FleetPlaces::recorded)
                .orElseGet(() -> BuiltInBook.load().offers())
                .stream()
                .filter(offer -> offer.accelerator().count().isWhole()
                        && offer.accelerator().memoryMib() >= 14_000)
                .toList();
        this.source = data.isPresent() ? "recorded" : "built-in book";
        this.byRegion = new TreeMap<>(
                offers.stream().collect(Collectors.groupingBy(offer -> offer.cloud() + "/" + offer.region())));
        this.byRegion.values().removeIf(each -> each.size() < 3);
    }

    private static List<Offer> recorded(Path folder) {
        Path file = folder.resolve("prices").resolve("gpu_offers.csv");
        try (InputStream in = Files.newInputStream(file)) {
            var about = PriceFile.named(file.getFileName().toString(), LocalDate.MIN, LocalDate.MAX);
            return new PriceCsv(SkuTable.builtIn()).parse(about, in).book().offers();
        } catch (IOException e) {
            throw new FleetException("--data: %s cannot be read: %s".formatted(file, e.getMessage()));
        }
    }

    /** Where the prices are from, and how many regions have some. */
    String about() {
        return "%d regions, prices: %s".formatted(byRegion.size(), source);
    }

    /** Clusters with three or four places each. */
    List<Place> places(int clusters) {
        List<String> regions = new ArrayList<>(byRegion.keySet());
        List<Place> places = new ArrayList<>();
        for (int i = 0; i < clusters; i++) {
            String region = regions.get(random.nextInt(regions.size()));
            List<Offer> offers = new ArrayList<>(byRegion.get(region));
            int kinds = Math.min(offers.size(), 3 + random.nextInt(3));
            Map<OptionKey, Place> own = new HashMap<>();
            for (int k = 0; k < kinds; k++) {
                Place place = place(i, region, offers.remove(random.nextInt(offers.size())));
                own.putIfAbsent(place.option().key(), place);
            }
            own.values().stream()
                    .sorted((one, other) ->
                            one.option().key().compareTo(other.option().key()))
                    .forEach(places::add);
        }
        return places;
    }

    private Place place(int cluster, String region, Offer offer) {
        int perNode = offer.accelerator().count().numerator();
        Money each = Money.ofMicros(offer.price().micros() / perNode);
        int nodes = 2 + random.nextInt(perNode >= 8 ? 8 : perNode >= 4 ? 8 : 16);
        // A tenth is paid for anyway: its GPUs add nothing to the bill, budgets count them all the same.
        boolean paid = random.nextInt(10) == 0 && offer.tier() == CapacityTier.ON_DEMAND;
        var key = new OptionKey(
                new ClusterId("c%04d".formatted(cluster)),
                offer.instanceType(),
                paid ? CapacityTier.RESERVED : offer.tier());
        // Clusters of one region differ: fees, taxes, discounts.
        Money price = Money.ofMicros(each.micros() * (1000 + random.nextInt(60)) / 1000);
        Money marginal = paid ? Money.ofMicros(price.micros() / 50) : price;
        var option = new FleetOption(key, region, marginal, price, nodes * perNode, random.nextInt(5) == 0 ? 10 : 0);
        return new Place(
                option,
                offer.accelerator().product().name(),
                offer.accelerator().memoryMib(),
                perNode,
                offer.cloud());
    }
}
