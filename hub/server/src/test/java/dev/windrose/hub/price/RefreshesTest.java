package dev.windrose.hub.price;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.placement.Money;
import dev.windrose.placement.inventory.CapacityTier;
import dev.windrose.placement.inventory.GpuProduct;
import dev.windrose.placement.price.Accelerator;
import dev.windrose.placement.price.AcceleratorKind;
import dev.windrose.placement.price.DeviceCount;
import dev.windrose.placement.price.JumpGuard;
import dev.windrose.placement.price.Offer;
import dev.windrose.placement.price.OfferBook;
import dev.windrose.placement.price.OfferKey;
import dev.windrose.placement.price.SourceBook;
import dev.windrose.placement.price.SourceClass;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RefreshesTest {
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final OfferKey KEY =
            new OfferKey("aws", "eu-west-1", Optional.empty(), "g6.xlarge", CapacityTier.ON_DEMAND);

    private final Refreshes refreshes = new Refreshes(Duration.ofSeconds(30));

    @Test
    void ofAFeedTheReadingBeforeTheLastOneIsEarlier() {
        var first = view("1", NOON, "");
        assertThat(price(first, true, NOON)).as("read once").isEmpty();

        var dearer = view("2", NOON.plusSeconds(3600), "");
        assertThat(price(dearer, true, NOON.plusSeconds(3600))).contains(Money.parse("1"));
        assertThat(price(dearer, true, NOON.plusSeconds(3630)))
                .as("looked at again, not read again")
                .contains(Money.parse("1"));

        var again = view("2", NOON.plusSeconds(7200), "");
        assertThat(refreshes.earlier(again, true, NOON.plusSeconds(7200)))
                .as("the same")
                .isEmpty();
    }

    @Test
    void aFileIsRefreshedEachTimeItIsLookedAtButNotTwiceAtOnceAndNotWhileItCannotBeRead() {
        price(view("1", NOON, ""), false, NOON);
        var changed = view("2", NOON, "");
        assertThat(price(changed, false, NOON.plusSeconds(5))).contains(Money.parse("1"));
        assertThat(price(changed, false, NOON.plusSeconds(6))).contains(Money.parse("1"));
        assertThat(price(view("2", NOON, "it is gone"), false, NOON.plusSeconds(60)))
                .contains(Money.parse("1"));

        assertThat(refreshes.earlier(changed, false, NOON.plusSeconds(61)))
                .as("the same")
                .isEmpty();
    }

    @Test
    void aRestartConfirmsNothing() {
        refreshes.restore(part("2", NOON), Optional.of(part("1", NOON)));

        assertThat(price(view("2", NOON, ""), true, NOON.plusSeconds(600))).contains(Money.parse("1"));
    }

    @Test
    void whatIsNoMoreIsForgotten() {
        price(view("1", NOON, ""), true, NOON);
        refreshes.retain(List.of());

        assertThat(price(view("1", NOON.plusSeconds(60), ""), true, NOON.plusSeconds(60)))
                .isEmpty();
    }

    private Optional<Money> price(SourceView view, boolean feed, Instant now) {
        return refreshes
                .earlier(view, feed, now)
                .orElse(view.book())
                .book()
                .exactly(KEY)
                .map(Offer::price);
    }

    private static KeptPart part(String dollars, Instant readAt) {
        var offer = new Offer(
                KEY,
                new Accelerator(new GpuProduct("L4"), AcceleratorKind.GPU, new DeviceCount(1, 1), 23_034),
                Money.parse(dollars),
                LocalDate.parse("2026-03-01"),
                LocalDate.parse("2026-04-01"),
                "test");
        return new KeptPart(
                "feed", "eu", "test", "", new JumpGuard.State(OfferBook.of(List.of(offer)), readAt, Map.of(), 0));
    }

    private static SourceView view(String dollars, Instant readAt, String failure) {
        var part = part(dollars, readAt);
        return new SourceView(
                SourceBook.of("feed", SourceClass.FEED, 0, List.of(part.book())),
                List.of(part),
                SourceView.Counts.none(),
                List.of(),
                failure,
                Optional.empty());
    }
}
