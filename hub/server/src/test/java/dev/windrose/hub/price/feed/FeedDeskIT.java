package dev.windrose.hub.price.feed;

import static dev.windrose.hub.price.feed.PageServer.page;
import static dev.windrose.hub.price.feed.PageServer.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.windrose.api.PriceSourceSpec;
import dev.windrose.hub.price.KeptPart;
import dev.windrose.hub.price.feed.FeedDesk.View;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A feed as the hub looks after it, against a server on loopback. */
class FeedDeskIT {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String PATH = "/api";

    @TempDir
    Path folder;

    private final PageServer server = new PageServer();
    private volatile Instant now = Pages.NOW;
    private FeedDesk desk;

    @BeforeEach
    void start() {
        desk = desk();
    }

    private FeedDesk desk() {
        return new FeedDesk(
                new FeedDesk.Surroundings(List.of(server.origin()), folder, _ -> null, () -> now),
                () -> {},
                (_, _) -> List.of());
    }

    @AfterEach
    void stop() {
        desk.close();
        server.close();
    }

    @Test
    void whatIsDueIsReadAndWhatIsFreshIsNot() {
        server.on(PATH, page(one("98.32")));
        var view = tended(azure("eastus"), each -> offers(each) == 1);

        desk.tend("azure", azure("eastus"), List.of());

        assertThat(view.next()).contains(now.plus(Duration.ofHours(6)));
        assertThat(server.asked()).hasSize(1);
    }

    /** A walk that is not whole never replaces one that was. */
    @Test
    void whileAWalkFailsWhatWasReadBeforeStays() {
        server.on(PATH, page(one("98.32")), page(linked()), page(one("50.00")));
        server.on("/2", status(500));
        tended(azure("eastus"), view -> offers(view) == 1);

        now = now.plus(Duration.ofHours(6));
        var failed =
                tended(azure("eastus"), view -> view.parts().getFirst().error().isPresent());

        assertThat(offers(failed)).isEqualTo(1);
        assertThat(price(failed)).isEqualTo("98.32");
        assertThat(failed.parts().getFirst().pagesKept()).isEqualTo(1);
        assertThat(failed.parts().getFirst().kept().state().readAt()).isEqualTo(Pages.NOW);
    }

    @Test
    void aJumpWaitsForTheNextRefresh() {
        server.on(PATH, page(one("98.32")), page(one("9.83")));
        tended(azure("eastus"), view -> offers(view) == 1);

        now = now.plus(Duration.ofHours(6));
        var held = tended(
                azure("eastus"),
                view -> !view.parts().getFirst().kept().state().held().isEmpty());
        assertThat(price(held)).isEqualTo("98.32");

        now = now.plus(Duration.ofHours(6));
        tended(azure("eastus"), view -> price(view).equals("9.83"));
    }

    @Test
    void whatTheLastHubKeptHoldsWithoutAnyRequest() {
        server.on(PATH, page(one("98.32")));
        var kept = tended(azure("eastus"), view -> offers(view) == 1).parts().stream()
                .map(FeedDesk.PartView::kept)
                .toList();
        server.close();

        try (var next = desk()) {
            var view = next.tend("azure", azure("eastus"), kept);

            assertThat(offers(view)).isEqualTo(1);
            assertThat(view.parts().getFirst().kept().state().readAt()).isEqualTo(Pages.NOW);
            assertThat(server.asked()).hasSize(1);
        }
    }

    @Test
    void rowsOfAnotherAddressAreNotTakenOver() {
        server.on(PATH, page(one("98.32")));
        var kept = tended(azure("eastus"), view -> offers(view) == 1).parts().stream()
                .map(FeedDesk.PartView::kept)
                .map(part -> new KeptPart(part.source(), part.part(), "elsewhere", part.validator(), part.state()))
                .toList();

        try (var next = desk()) {
            assertThat(offers(next.tend("azure", azure("eastus"), kept))).isZero();
        }
    }

    @Test
    void aRegionMoreLeavesTheOthersAsTheyAre() {
        server.on(PATH, page(one("98.32")));
        tended(azure("eastus"), view -> offers(view) == 1);

        var view = tended(
                azure("eastus", "westus"),
                each -> each.parts().size() == 2
                        && each.parts().getLast().load().isPresent());

        assertThat(server.asked()).hasSize(2);
        assertThat(view.parts().getFirst().kept().state().accepted().size()).isEqualTo(1);
    }

    @Test
    void aKeyThatIsMissingIsSaidAndNothingIsAsked() {
        var spec = spec(
                PriceSourceSpec.Type.GCP_BILLING,
                new PriceSourceSpec.Feed(
                        server.origin() + "/skus", null, null, null, new PriceSourceSpec.Key("gcp.key", null)));

        var view = desk.tend("gcp", spec, List.of());

        assertThat(view.error().orElseThrow().kind()).isEqualTo(FeedException.Kind.NO_KEY);
        assertThat(server.asked()).isEmpty();
    }

    @Test
    void anAddressThatIsNotAllowedIsSaid() {
        var spec = spec(
                PriceSourceSpec.Type.SKYPILOT,
                new PriceSourceSpec.Feed("https://evil.example/x", null, List.of("aws"), null, null));

        var view = tended(spec, each -> each.parts().getFirst().error().isPresent());

        assertThat(view.parts().getFirst().error().orElseThrow().kind()).isEqualTo(FeedException.Kind.NOT_ALLOWED);
    }

    private View tended(PriceSourceSpec spec, Predicate<View> until) {
        return await().atMost(SOON).until(() -> desk.tend("azure", spec, List.of()), until);
    }

    private static int offers(View view) {
        return view.parts().stream()
                .mapToInt(part -> part.kept().state().accepted().size())
                .sum();
    }

    private static String price(View view) {
        return view.parts()
                .getFirst()
                .kept()
                .state()
                .accepted()
                .offers()
                .getFirst()
                .price()
                .toString();
    }

    private PriceSourceSpec azure(String... regions) {
        return spec(
                PriceSourceSpec.Type.AZURE_RETAIL,
                new PriceSourceSpec.Feed(server.origin() + PATH, List.of(regions), null, null, null));
    }

    private static PriceSourceSpec spec(PriceSourceSpec.Type type, PriceSourceSpec.Feed feed) {
        return new PriceSourceSpec(type, null, null, 10, feed, null, null);
    }

    private static String one(String price) {
        return AzureRetailTest.page("", AzureRetailTest.item(price, "", "", ""));
    }

    private String linked() {
        return AzureRetailTest.page(server.origin() + "/2", AzureRetailTest.item("50.00", "", "", ""));
    }
}
