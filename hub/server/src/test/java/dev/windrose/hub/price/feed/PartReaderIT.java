package dev.windrose.hub.price.feed;

import static dev.windrose.hub.price.feed.PageServer.cut;
import static dev.windrose.hub.price.feed.PageServer.page;
import static dev.windrose.hub.price.feed.PageServer.status;
import static dev.windrose.hub.price.feed.PageServer.zipped;
import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.hub.price.feed.FeedException.Kind;
import dev.windrose.hub.price.feed.PartReader.Outcome;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Walks over pages that a server on loopback serves, in fair weather and in foul. */
class PartReaderIT {
    private static final String PATH = "/api/retail/prices";
    private static final Duration REFRESH = Duration.ofHours(6);

    private final PageServer server = new PageServer();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private Instant now = Pages.NOW;
    private PageClient client;
    private PartReader reader;

    @BeforeEach
    void start() {
        client = new PageClient(new AllowedHosts(List.of(server.origin())), () -> now, threads);
        reader = new PartReader("eastus", REFRESH, () -> now);
    }

    @AfterEach
    void stop() {
        client.close();
        threads.shutdownNow();
        server.close();
    }

    @Test
    void pagesAreFollowedToTheLast() throws Exception {
        server.on(PATH, page(first("/2")));
        server.on("/2", page(AzureRetailTest.page("", AzureRetailTest.item("35.10", " Spot", "", ""))));

        var whole = whole(read(azure()));

        assertThat(whole.load().load().book().size()).isEqualTo(2);
        assertThat(whole.due()).isEqualTo(now.plus(REFRESH));
    }

    @Test
    void whoAsksForPatienceIsGivenIt() throws Exception {
        server.on(PATH, status(429, "Retry-After", "90"), page(first("")));

        var later = failed(read(azure()));
        now = later.due();
        var whole = whole(read(azure()));

        assertThat(later.why().kind()).isEqualTo(Kind.THROTTLED);
        assertThat(later.due()).isEqualTo(Pages.NOW.plusSeconds(90));
        assertThat(whole.load().load().book().size()).isEqualTo(1);
    }

    @Test
    void patienceMayBeAskedForByADateAndHasABound() throws Exception {
        server.on(
                PATH,
                status(503, "Retry-After", "Sun, 01 Nov 2026 12:10:00 GMT"),
                status(429, "Retry-After", "9999999"));

        assertThat(failed(read(azure())).due()).isEqualTo(Instant.parse("2026-11-01T12:10:00Z"));
        assertThat(failed(read(azure())).due()).isEqualTo(Pages.NOW.plus(Duration.ofHours(1)));
    }

    @Test
    void withoutAWordThePauseDoublesUpToAQuarterOfAnHour() throws Exception {
        server.on(PATH, status(500));

        for (int seconds : List.of(5, 10, 20, 40, 80, 160, 320, 640, 900, 900)) {
            assertThat(failed(read(azure())).due()).isEqualTo(now.plusSeconds(seconds));
        }
    }

    @Test
    void afterAFailureInTheMiddleTheWalkGoesOnWithThePageThatFailed() throws Exception {
        server.on(PATH, page(first("/2")));
        server.on("/2", status(502), cut(second()), page(second()));

        assertThat(failed(read(azure())).pagesKept()).isEqualTo(1);
        assertThat(failed(read(azure())).why().kind()).isEqualTo(Kind.TRUNCATED);
        var whole = whole(read(azure()));

        assertThat(whole.load().load().book().size()).isEqualTo(2);
        assertThat(server.asked().stream().filter(path -> path.startsWith(PATH)))
                .hasSize(1);
        assertThat(server.asked().stream().filter("/2"::equals)).hasSize(3);
    }

    @Test
    void aWalkThatIsAnHourOldBeginsAnew() throws Exception {
        server.on(PATH, page(first("/2")));
        server.on("/2", status(502), page(second()));
        read(azure());

        now = now.plus(Duration.ofMinutes(61));
        whole(read(azure()));

        assertThat(server.asked().stream().filter(path -> path.startsWith(PATH)))
                .hasSize(2);
    }

    @Test
    void linksThatLeadInACircleEndTheWalk() throws Exception {
        server.on(PATH, page(first("/2")));
        server.on("/2", page(first("/3")));
        server.on("/3", page(first("/2")));

        var failed = failed(read(azure()));

        assertThat(failed.why().kind()).isEqualTo(Kind.ENDLESS);
        assertThat(failed.pagesKept()).isZero();
        assertThat(server.asked()).hasSize(3);
        assertThat(failed.due()).isEqualTo(now.plus(Duration.ofMinutes(15)));
    }

    @Test
    void pagesWithoutEndEndAtABound() throws Exception {
        var feed = new GcpBilling(URI.create(server.origin() + "/skus"), PageRequest.Signer.NOBODY);
        server.on(
                "/skus",
                exchange ->
                        page(GcpBillingTest.page("t" + server.asked().size())).to(exchange));

        assertThat(failed(read(feed)).why().kind()).isEqualTo(Kind.ENDLESS);
        assertThat(server.asked()).hasSize(2_000);
    }

    @Test
    void aLinkToAnotherHostIsNotFollowed() throws Exception {
        server.on(PATH, page(AzureRetailTest.page("https://evil.example/2", AzureRetailTest.item("1", "", "", ""))));

        assertThat(failed(read(azure())).why().kind()).isEqualTo(Kind.NOT_ALLOWED);
    }

    @Test
    void aRedirectIsFollowedToAllowedHostsOnlyAndWithoutTheKey() throws Exception {
        var feed = new GcpBilling(
                URI.create(server.origin() + "/skus"), (_, _) -> java.util.Map.of("X-Goog-Api-Key", "secret-key"));
        server.on("/skus", status(302, "Location", "/moved"), status(302, "Location", "http://169.254.169.254/x"));
        server.on("/moved", page(GcpBillingTest.page("")));

        whole(read(feed));
        assertThat(server.headers().getFirst()).containsKey("X-goog-api-key");
        assertThat(server.headers().getLast()).doesNotContainKey("X-goog-api-key");
        assertThat(failed(read(feed)).why().kind()).isEqualTo(Kind.NOT_ALLOWED);
    }

    @Test
    void packedPagesAreUnpacked() throws Exception {
        server.on(PATH, zipped(first("")));

        assertThat(whole(read(azure())).load().load().book().size()).isEqualTo(1);
        assertThat(server.headers().getFirst().get("Accept-encoding")).containsExactly("gzip");
    }

    @Test
    void whatUnpacksToTooMuchIsRefused() throws Exception {
        server.on(PATH, zipped(first("").replace("US East", "x".repeat(100_000))));
        var feed = bounded(azure(), new Feed.Bounds(10_000, Duration.ofSeconds(20)));

        assertThat(failed(reader.read(feed, client, "")).why().kind()).isEqualTo(Kind.TOO_LARGE);
    }

    @Test
    void aServerThatNeverEndsIsCutOff() throws Exception {
        var over = new CountDownLatch(1);
        server.on(PATH, exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write(first("").getBytes(java.nio.charset.StandardCharsets.UTF_8), 0, 300);
            exchange.getResponseBody().flush();
            try {
                over.await();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        });
        var feed = bounded(azure(), new Feed.Bounds(1 << 20, Duration.ofMillis(300)));

        var failed = failed(reader.read(feed, client, ""));
        over.countDown();

        assertThat(failed.why().kind().resumes()).isTrue();
    }

    @Test
    void aBodyThatIsCutIsNoPage() throws Exception {
        server.on(PATH, cut(first("")), page(first("")));

        assertThat(failed(read(azure())).why().kind()).isEqualTo(Kind.TRUNCATED);
        assertThat(whole(read(azure())).load().load().book().size()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 403, 404})
    void aRefusalSaysWhatToMend(int code) throws Exception {
        server.on(PATH, status(code));

        var failed = failed(read(azure()));

        assertThat(failed.why().kind()).isEqualTo(Kind.REFUSED);
        assertThat(failed.why()).hasMessageContaining("Maybe").hasMessageNotContaining("filter");
    }

    @Test
    void nobodyThereIsSaid() throws Exception {
        server.close();

        assertThat(failed(read(azure())).why().kind()).isEqualTo(Kind.UNAVAILABLE);
    }

    @Test
    void whatDidNotChangeIsNotSentAgain() throws Exception {
        var feed = new SkyPilotCatalog(URI.create(server.origin()), Optional.empty(), List.of("aws"));
        var csv = "InstanceType,AcceleratorName,AcceleratorCount,Region,Price\np5.48xlarge,H100,8,us-east-1,55.04\n";
        server.on("/aws/vms.csv", page(csv, "ETag", "\"v1\""), status(304));
        var aws = new PartReader("aws", REFRESH, () -> now);

        var whole = whole(aws.read(feed, client, ""));
        now = whole.due();
        var again = aws.read(feed, client, whole.validator());

        assertThat(again).isEqualTo(new Outcome.Unchanged(now, now.plus(REFRESH)));
        assertThat(server.headers().getLast().get("If-none-match")).containsExactly("\"v1\"");
    }

    @Test
    void aVersionThatIsKnownIsNotFetchedAgain() throws Exception {
        var feed = new GpuhuntCatalog(URI.create(server.origin()), List.of("aws"));
        server.on("/aws/version", page("20261031-7"));
        server.on(
                "/aws/20261031-7/catalog.zip",
                page(CatalogsTest.zip(
                        "aws.csv", "instance_name,location,price,spot\np5.48xlarge,us-east-1,55.04,False\n")));
        var aws = new PartReader("aws", REFRESH, () -> now);

        var whole = whole(aws.read(feed, client, ""));

        assertThat(whole.validator()).isEqualTo("version:20261031-7");
        assertThat(aws.read(feed, client, whole.validator())).isInstanceOf(Outcome.Unchanged.class);
        assertThat(server.asked()).hasSize(3);
    }

    @Test
    void aMirrorAnswersForAHostThatAsksForPatience() throws Exception {
        var feed = new SkyPilotCatalog(
                URI.create(server.origin() + "/main"),
                Optional.of(URI.create(server.origin() + "/mirror")),
                List.of("aws"));
        server.on("/main/aws/vms.csv", status(429));
        server.on(
                "/mirror/aws/vms.csv",
                page(
                        "InstanceType,AcceleratorName,AcceleratorCount,Region,Price\np5.48xlarge,H100,8,us-east-1,55.04\n"));

        assertThat(whole(new PartReader("aws", REFRESH, () -> now).read(feed, client, ""))
                        .load()
                        .load()
                        .book()
                        .size())
                .isEqualTo(1);
    }

    @Test
    void anOfferFileOfManyMegabytesIsReadAsAStream() throws Exception {
        var feed = new AwsBulk(URI.create(server.origin()), List.of("us-east-1"));
        var head =
                "\"SKU\",\"TermType\",\"Unit\",\"PricePerUnit\",\"Currency\",\"Region Code\",\"Instance Type\",\"Tenancy\","
                        + "\"Operating System\",\"CapacityStatus\",\"Pre Installed S/W\",\"GPU\",\"MarketOption\"\n";
        var counts =
                "\"A\",\"OnDemand\",\"Hrs\",\"55.04\",\"USD\",\"us-east-1\",\"p5.48xlarge\",\"Shared\",\"Linux\",\"Used\",\"NA\",\"8\",\"OnDemand\"\n";
        var filler =
                "\"B\",\"Reserved\",\"Hrs\",\"1.00\",\"USD\",\"us-east-1\",\"m5.large\",\"Shared\",\"Linux\",\"Used\",\"NA\",\"\",\"OnDemand\"\n"
                        .repeat(1_000);
        server.on("/us-east-1/index.csv", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            var out = exchange.getResponseBody();
            out.write((head + counts).getBytes(java.nio.charset.StandardCharsets.UTF_8));
            for (int i = 0; i < 300; i++) {
                out.write(filler.getBytes(java.nio.charset.StandardCharsets.UTF_8));
            }
        });

        var whole = whole(new PartReader("us-east-1", REFRESH, () -> now).read(feed, client, ""));

        assertThat(Pages.prices(whole.load())).containsOnlyKeys("p5.48xlarge us-east-1 od");
    }

    private Feed azure() {
        return new AzureRetail(URI.create(server.origin() + PATH), List.of("eastus"));
    }

    private static Feed bounded(Feed feed, Feed.Bounds bounds) {
        return new Feed() {
            @Override
            public List<String> parts() {
                return feed.parts();
            }

            @Override
            public Walk begin(String part, Instant at, String validator) {
                return feed.begin(part, at, validator);
            }

            @Override
            public Bounds bounds() {
                return bounds;
            }
        };
    }

    private String first(String next) {
        return AzureRetailTest.page(
                next.isEmpty() ? "" : server.origin() + next, AzureRetailTest.item("98.32", "", "", ""));
    }

    private static String second() {
        return AzureRetailTest.page("", AzureRetailTest.item("35.10", " Spot", "", ""));
    }

    private Outcome read(Feed feed) throws InterruptedException {
        return reader.read(feed, client, "");
    }

    private static Outcome.Whole whole(Outcome outcome) {
        assertThat(outcome).isInstanceOf(Outcome.Whole.class);
        return (Outcome.Whole) outcome;
    }

    private static Outcome.Failed failed(Outcome outcome) {
        assertThat(outcome).isInstanceOf(Outcome.Failed.class);
        return (Outcome.Failed) outcome;
    }
}
