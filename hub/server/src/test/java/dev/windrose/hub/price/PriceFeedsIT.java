package dev.windrose.hub.price;

import static dev.windrose.hub.HubClient.GROUP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;

import dev.windrose.hub.HubClient;
import dev.windrose.hub.HubDatabase;
import dev.windrose.hub.price.db.PgPrices;
import dev.windrose.hub.price.feed.PageServer;
import dev.windrose.placement.Money;
import dev.windrose.placement.Prices;
import dev.windrose.placement.inventory.CapacityTier;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Feeds, guards, contracts and history in the running hub. */
@QuarkusTest
@TestProfile(PriceTestProfile.class)
class PriceFeedsIT {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String SOURCES = GROUP + "/pricesources";
    private static final String HEADER =
            "InstanceType,AcceleratorName,AcceleratorCount,Region,AvailabilityZone,Price,SpotPrice\n";

    @Inject
    HubClient hub;

    @Inject
    HubDatabase database;

    @Inject
    PriceBooks books;

    @Inject
    PgPrices store;

    PageServer vendor;

    @AfterEach
    void tidy() {
        for (var name : List.of("sky", "contract")) {
            hub.admin().delete(SOURCES + "/" + name);
        }
        await().atMost(SOON)
                .until(() -> books.guarded().rows().stream()
                        .noneMatch(row -> row.source().equals("sky")));
    }

    @Test
    void aFeedIsReadGuardedKeptAndShown() {
        // us-east-1 is right (the book says 55.04), us-east-2 is not (27.52 would be half), spot is dearer than on
        // demand.
        vendor.on(
                "/aws/vms.csv",
                PageServer.page(
                        HEADER
                                + "p5.48xlarge,H100,8,us-east-1,,55.04,60.00\n"
                                + "g6.xlarge,L4,1,us-east-1,,0.20,\n"
                                + "m5.large,,,us-east-1,,0.096,\n",
                        "ETag",
                        "\"v1\""));
        create("sky", """
                {"type": "skypilot", "precedence": 50,
                 "feed": {"endpoint": "%s", "clouds": ["aws"], "refresh": "30s"}}""".formatted(vendor.origin()));

        await().atMost(SOON)
                .untilAsserted(() -> hub.admin()
                        .get(SOURCES + "/sky")
                        .then()
                        .body("status.offers", equalTo(2))
                        .body("status.conditions.find { it.type == 'Loaded' }.status", equalTo("True"))
                        .body("status.conditions.find { it.type == 'Fresh' }.status", equalTo("True"))
                        .body("status.quarantined", equalTo(1))
                        .body("status.quarantinedRows[0]", containsString("g6.xlarge"))
                        .body("status.parts[0].name", equalTo("aws"))
                        .body("status.lastError", nullValue()));

        hub.admin()
                .get("/api/v1/prices?cloud=aws&region=us-east-1&instanceType=g6.xlarge&tier=on-demand")
                .then()
                .statusCode(200)
                .body("prices", hasSize(1))
                .body("prices[0].source", equalTo("sky"))
                .body("prices[0].listed", equalTo("0.20"))
                .body("prices[0].hourly", equalTo("0.8048"))
                .body("prices[0].class", equalTo("feed"))
                .body("prices[0].freshness", equalTo("fresh"))
                .body("prices[0].quarantine.cause", equalTo("sources-disagree"));
        hub.admin()
                .get("/api/v1/prices?quarantined")
                .then()
                .body("prices.quarantine.cause", everyItem(equalTo("sources-disagree")));
        hub.admin()
                .get("/api/v1/prices/history?source=sky&instanceType=g6.xlarge")
                .then()
                .statusCode(200)
                .body("changes[0].hourly", equalTo("0.20"))
                .body("changes[0].before", nullValue());
        assertThat(store.all().stream().filter(part -> part.source().equals("sky")))
                .singleElement()
                .satisfies(part -> assertThat(part.state().accepted().size()).isEqualTo(2));
    }

    @Test
    void onlyChangesAreWrittenAndAFeedThatFailsKeepsItsPrices() {
        vendor.on(
                "/aws/vms.csv",
                PageServer.page(HEADER + "p5.48xlarge,H100,8,us-east-1,,55.04,\ng6.xlarge,L4,1,us-east-1,,0.80,\n"));
        var spec = """
                {"type": "skypilot", "precedence": 50,
                 "feed": {"endpoint": "%s", "clouds": ["aws"], "refresh": "%s"}}""";
        create("sky", spec.formatted(vendor.origin(), "48h"));
        await().atMost(SOON).until(() -> changes() == 2);

        vendor.on(
                "/aws/vms.csv",
                PageServer.page(HEADER + "p5.48xlarge,H100,8,us-east-1,,56.00,\ng6.xlarge,L4,1,us-east-1,,0.80,\n"),
                PageServer.status(500));
        hub.merge(SOURCES + "/sky", "{\"spec\": {\"feed\": {\"refresh\": \"30s\"}}}");

        await().atMost(SOON.multipliedBy(2))
                .untilAsserted(() -> hub.admin()
                        .get(SOURCES + "/sky")
                        .then()
                        .body("status.lastError", containsString("500"))
                        .body("status.offers", equalTo(2)));
        assertThat(changes()).isEqualTo(3);
        assertThat(quote("us-east-1", CapacityTier.ON_DEMAND)).contains(Money.parse("56.00"));
    }

    private long changes() {
        return database.number(
                "select count(*) from price_change where source = 'sky' and at > now() - interval '10 minutes'"
                        + " and number > (select coalesce(max(number), 0) from price_change where source = 'sky' and micros is null)");
    }

    @Test
    void contractsApplyToWhatTheGuardsLeft() {
        create("contract", """
                {"type": "contract",
                 "discounts": [{"provider": "aws", "region": "us-*", "instanceType": "p5.*", "tier": "on-demand", "percent": "25"}],
                 "reservations": [{"provider": "aws", "region": "us-east-1", "instanceType": "p5.48xlarge", "count": 2}]}""");

        await().atMost(SOON)
                .untilAsserted(() ->
                        assertThat(quote("us-east-1", CapacityTier.ON_DEMAND)).contains(Money.parse("41.28")));
        assertThat(quote("us-east-1", CapacityTier.RESERVED)).contains(Money.ZERO);
        hub.admin()
                .get("/api/v1/prices?instanceType=p5.48xlarge&region=us-east-1&tier=on-demand")
                .then()
                .body("prices[0].hourly", equalTo("41.28"))
                .body("prices[0].listed", equalTo("55.04"))
                .body("prices[0].why", containsString("less 25 % by contract"));
    }

    @Test
    void pagesOfPricesJoinWithoutGapOrDouble() {
        var first = hub.admin()
                .get("/api/v1/prices?limit=300")
                .then()
                .statusCode(200)
                .extract();
        var second = hub.admin()
                .get("/api/v1/prices?limit=5000&continue=" + first.path("continue"))
                .then()
                .statusCode(200)
                .extract();

        int total = first.path("total");
        assertThat(first.<List<Map<String, Object>>>path("prices").size()
                        + second.<List<Map<String, Object>>>path("prices").size())
                .isEqualTo(total);
        hub.admin().get("/api/v1/prices?continue=nonsense").then().statusCode(400);
        hub.admin().get("/api/v1/prices?tier=cheap").then().statusCode(400);
        hub.admin().get("/api/v1/prices/history?before=x").then().statusCode(400);
    }

    private Optional<Money> quote(String region, CapacityTier tier) {
        return books.planned(List.of())
                .quote(new Prices.Key("aws", region, Optional.empty(), "p5.48xlarge", tier))
                .map(Prices.Quote::nodePerHour);
    }

    private void create(String name, String spec) {
        hub.admin()
                .contentType("application/json")
                .body("""
                        {"apiVersion": "fleet.windrose.dev/v1alpha1", "kind": "PriceSource",
                         "metadata": {"name": "%s"}, "spec": %s}""".formatted(name, spec))
                .post(SOURCES)
                .then()
                .statusCode(201);
    }
}
