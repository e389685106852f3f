package dev.windrose.placement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.placement.inventory.CapacityTier;
import dev.windrose.placement.inventory.GpuProduct;
import dev.windrose.placement.price.Accelerator;
import dev.windrose.placement.price.AcceleratorKind;
import dev.windrose.placement.price.DeviceCount;
import dev.windrose.placement.price.GuardedBook;
import dev.windrose.placement.price.JumpGuard;
import dev.windrose.placement.price.Offer;
import dev.windrose.placement.price.OfferBook;
import dev.windrose.placement.price.OfferKey;
import dev.windrose.placement.price.SkuTable;
import dev.windrose.placement.price.SourceBook;
import dev.windrose.placement.price.SourceClass;
import dev.windrose.testing.Generator;
import dev.windrose.testing.Seeded;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * A workload runs where it is truly cheapest, then a source begins to tell wrong prices, as real ones did: one constant
 * for many regions, a slipped decimal point, another mode's price. Whatever it tells, the workload must not move.
 */
class CorruptPricesPropertyTest {
    private static final String TYPE = "p5.48xlarge";
    private static final int REFRESHES = 4;

    /**
     * @param dollars true price by region
     * @param told what the corrupt source tells, by region
     * @param feedLies whether the feed is corrupt, or the catalogue beside it
     * @param alone the feed is the only source, and lies once
     */
    private record Prices(List<Double> dollars, List<Double> told, boolean feedLies, boolean alone) {}

    private static final Generator<Prices> PRICES = random -> {
        boolean alone = random.nextInt(3) == 0;
        boolean constant = random.nextBoolean();
        List<Double> dollars = new ArrayList<>();
        List<Double> told = new ArrayList<>();
        for (int i = random.nextInt(2, 6); i > 0; i--) {
            double price = random.nextDouble(50, 100);
            // Beyond what a second source may differ by; alone, beyond what a price may change by at once.
            double least = alone ? 2.1 : 1.3;
            double factor = random.nextDouble(least, 12);
            double wrong = random.nextBoolean() ? price * factor : price / factor;
            dollars.add(price);
            told.add(constant && !alone ? 33.606 : random.nextInt(3) == 0 ? price : wrong);
        }
        return new Prices(dollars, told, alone || random.nextBoolean(), alone);
    };

    @Test
    void aCorruptSourceMovesNothing() {
        Seeded.forAll(300, PRICES, prices -> {
            World world = world(prices.dollars().size());
            Books books = new Books(prices.alone());
            world.prices(books.refresh(prices.dollars(), prices.dollars(), world.now));
            world.settle();
            world.now = world.now.plus(Duration.ofHours(1));
            for (int i = 0; i < (prices.alone() ? 1 : REFRESHES); i++) {
                world.prices(books.refresh(
                        prices.feedLies() ? prices.told() : prices.dollars(),
                        prices.feedLies() ? prices.dollars() : prices.told(),
                        world.now));
                assertThat(world.plan().changes().isEmpty()).as("refresh %d", i).isTrue();
                world.now = world.now.plus(Duration.ofHours(1));
            }
        });
    }

    @Test
    void whatBothSourcesTellIsFollowed() {
        World world = world(2);
        Books books = new Books(false);
        world.prices(books.refresh(List.of(80.0, 90.0), List.of(80.0, 90.0), world.now));
        world.settle();
        world.now = world.now.plus(Duration.ofHours(1));

        world.prices(books.refresh(List.of(80.0, 60.0), List.of(80.0, 61.0), world.now));

        assertThat(world.plan().changes().isEmpty()).isFalse();
    }

    @Test
    void whatOneSourceDoubtsIsNotFollowed() {
        World world = world(2);
        Books books = new Books(false);
        world.prices(books.refresh(List.of(80.0, 90.0), List.of(80.0, 90.0), world.now));
        world.settle();
        world.now = world.now.plus(Duration.ofHours(1));

        world.prices(books.refresh(List.of(240.0, 90.0), List.of(80.0, 90.0), world.now));

        assertThat(world.plan().changes().isEmpty()).isTrue();
    }

    private static World world(int regions) {
        World world = new World();
        for (int i = 0; i < regions; i++) {
            world.cluster("c" + i, "r" + i, World.node("n" + i, "H100", TYPE, CapacityTier.ON_DEMAND, 8, 0));
        }
        world.workload("w", 1, GpuAsk.of(8, "H100"));
        return world;
    }

    /** A feed whose jumps are held, and perhaps a catalogue that is less trusted. */
    private static final class Books {
        private final boolean alone;
        private JumpGuard.State feed = JumpGuard.State.NONE;

        Books(boolean alone) {
            this.alone = alone;
        }

        GuardedBook refresh(List<Double> feedDollars, List<Double> listDollars, Instant now) {
            OfferBook list = book(listDollars);
            feed = JumpGuard.refresh(
                    feed,
                    book(feedDollars),
                    now,
                    key -> alone
                            ? List.of()
                            : list.find(key.cloud(), key.region(), key.zone(), key.instanceType(), key.tier()).stream()
                                    .map(Offer::price)
                                    .toList());
            List<SourceBook> sources = new ArrayList<>();
            sources.add(SourceBook.of(
                    "feed",
                    SourceClass.FEED,
                    10,
                    List.of(new SourceBook.Part(feed.accepted(), feed.readAt(), feed.held()))));
            if (!alone) {
                sources.add(SourceBook.of(
                        "list", SourceClass.CATALOGUE, 5, List.of(new SourceBook.Part(list, now, Map.of()))));
            }
            return GuardedBook.of(sources, SkuTable.builtIn(), List.of(), now);
        }

        private static OfferBook book(List<Double> dollars) {
            LocalDate day = LocalDate.of(2026, 2, 1);
            return OfferBook.of(IntStream.range(0, dollars.size())
                    .mapToObj(i -> new Offer(
                            new OfferKey("aws", "r" + i, Optional.empty(), TYPE, CapacityTier.ON_DEMAND),
                            new Accelerator(new GpuProduct("H100"), AcceleratorKind.GPU, DeviceCount.of(8), 81_559),
                            Money.ofMicros(Math.round(dollars.get(i) * 1_000_000)),
                            day,
                            day.plusYears(1),
                            "test"))
                    .toList());
        }
    }
}
