package dev.windrose.hub.price.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.windrose.hub.fleet.Json;
import dev.windrose.hub.price.feed.FeedException.Kind;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Pages as AWS documents them: the offer file, GetProducts, DescribeSpotPriceHistory. */
class AwsFeedsTest {
    private static final List<String> EAST = List.of("us-east-1");

    private static final String CSV = """
            "FormatVersion","v1.0"
            "Disclaimer","This pricing list is for informational purposes only."
            "Publication Date","2026-10-20T00:00:00Z"
            "Version","20261020000000"
            "OfferCode","AmazonEC2"
            "SKU","OfferTermCode","TermType","PriceDescription","Unit","PricePerUnit","Currency","Region Code","Instance Type","vCPU","Memory","Tenancy","Operating System","CapacityStatus","Pre Installed S/W","GPU","MarketOption"
            "A","JRTCKXETXF","OnDemand","$55.04 per On Demand Linux p5.48xlarge, 8 GPUs","Hrs","55.0400000000","USD","us-east-1","p5.48xlarge","192","2048 GiB","Shared","Linux","Used","NA","8","OnDemand"
            "B","JRTCKXETXF","OnDemand","Windows","Hrs","64.00","USD","us-east-1","p5.48xlarge","192","2048 GiB","Shared","Windows","Used","NA","8","OnDemand"
            "C","JRTCKXETXF","OnDemand","Dedicated Linux","Hrs","58.00","USD","us-east-1","p5.48xlarge","192","2048 GiB","Dedicated","Linux","Used","NA","8","OnDemand"
            "D","JRTCKXETXF","OnDemand","SQL Linux","Hrs","70.00","USD","us-east-1","p5.48xlarge","192","2048 GiB","Shared","Linux","Used","SQL Web","8","OnDemand"
            "E","JRTCKXETXF","OnDemand","unused Linux reservation","Hrs","0.00","USD","us-east-1","p5.48xlarge","192","2048 GiB","Shared","Linux","UnusedCapacityReservation","NA","8","OnDemand"
            "F","JRTCKXETXF","OnDemand","capacity block Linux","Hrs","31.464","USD","us-east-1","p5.48xlarge","192","2048 GiB","Shared","Linux","Used","NA","8","CapacityBlock"
            "G","X","Reserved","Linux","Hrs","20.00","USD","us-east-1","p5.48xlarge","192","2048 GiB","Shared","Linux","Used","NA","8","OnDemand"
            "H","JRTCKXETXF","OnDemand","Linux m5","Hrs","0.096","USD","us-east-1","m5.large","2","8 GiB","Shared","Linux","Used","NA","","OnDemand"
            "I","JRTCKXETXF","OnDemand","Linux g6","Hrs","0.8048","USD","us-east-1","g6.xlarge","4","16 GiB","Shared","Linux","Used","NA","1","OnDemand"
            "J","JRTCKXETXF","OnDemand","Linux g5 broken
            """;

    @Test
    void ofTheOfferFileOnlyLinuxOnSharedHardwareByTheHourCounts() throws IOException {
        var load = Pages.read(bulk(), CSV);

        assertThat(Pages.prices(load))
                .isEqualTo(Map.of("p5.48xlarge us-east-1 od", "55.04", "g6.xlarge us-east-1 od", "0.8048"));
    }

    @Test
    void yuanAreNoDollars() {
        var chinese = CSV.replace("\"USD\"", "\"CNY\"");

        assertThatThrownBy(() -> Pages.read(bulk(), chinese))
                .isInstanceOfSatisfying(
                        FeedException.class, e -> assertThat(e.kind()).isEqualTo(Kind.CURRENCY))
                .hasMessageContaining("CNY");
    }

    @Test
    void anotherFileIsRefused() {
        assertThatThrownBy(() -> Pages.read(bulk(), "a,b\n1,2\n")).hasMessageContaining("SKU");
        assertThatThrownBy(() -> Pages.read(bulk(), CSV.replace("\"Tenancy\"", "\"Lodging\"")))
                .hasMessageContaining("Tenancy");
        assertThatThrownBy(() -> Pages.read(bulk(), "x".repeat(100_000))).hasMessageContaining("longer than");
    }

    @Test
    void theOfferFileAsJson() throws IOException {
        var json = """
                {"formatVersion":"v1.0","offerCode":"AmazonEC2","products":{"A":%s,"B":%s,"H":%s},
                 "terms":{"Reserved":{"A":{"x":{"priceDimensions":{"y":{"unit":"Hrs","pricePerUnit":{"USD":"1"}}}}}},
                          "OnDemand":{"A":%s,"B":%s,"H":%s}}}""".formatted(
                        product("p5.48xlarge", "Linux", "8"),
                        product("p5.48xlarge", "Windows", "8"),
                        product("m5.large", "Linux", ""),
                        term("A", "55.04"),
                        term("B", "64.00"),
                        term("H", "0.096"));

        var load = Pages.read(
                new AwsBulk(URI.create("https://pricing.us-east-1.amazonaws.com/x/%7Bregion%7D/index.json"), EAST),
                json);

        assertThat(Pages.prices(load)).isEqualTo(Map.of("p5.48xlarge us-east-1 od", "55.04"));
        assertThatThrownBy(() -> Pages.read(bulk(), json.substring(0, json.length() - 20)))
                .isInstanceOfSatisfying(
                        FeedException.class, e -> assertThat(e.kind()).isEqualTo(Kind.TRUNCATED));
    }

    @Test
    void oneFilePerRegion() throws IOException {
        assertThat(bulk().begin("us-east-1", Pages.NOW, "").next().orElseThrow().uri())
                .hasToString(
                        "https://pricing.us-east-1.amazonaws.com/offers/v1.0/aws/AmazonEC2/current/us-east-1/index.csv");
        assertThat(new AwsBulk(URI.create("https://h/%7Bregion%7D/index.json"), EAST)
                        .begin("eu-west-1", Pages.NOW, "")
                        .next()
                        .orElseThrow()
                        .uri())
                .hasToString("https://h/eu-west-1/index.json");
    }

    @Test
    void productsComeAsTextsInPagesLinkedByAToken() throws IOException {
        var feed = new AwsProducts(AwsProducts.ENDPOINT, EAST, PageRequest.Signer.NOBODY);
        var walk = feed.begin("us-east-1", Pages.NOW, "");
        var first = walk.next().orElseThrow();
        assertThat(first.headers()).containsEntry("X-Amz-Target", "AWSPriceListService.GetProducts");
        assertThat(Json.parse(first.body()).at("/MaxResults").asInt()).isEqualTo(100);

        Pages.take(walk, bytes(products("t1", priceItem("p5.48xlarge", "55.04"), "\"{broken\"")));
        assertThat(Json.parse(walk.next().orElseThrow().body()).at("/NextToken").asText())
                .isEqualTo("t1");
        Pages.take(
                walk, bytes(products("", priceItem("g6.xlarge", "0.8048"), priceItem("p4d.24xlarge", "0.0000000000"))));

        assertThat(walk.next()).isEmpty();
        var load = walk.finish();
        assertThat(Pages.prices(load))
                .isEqualTo(Map.of("p5.48xlarge us-east-1 od", "55.04", "g6.xlarge us-east-1 od", "0.8048"));
        assertThat(load.dropped()).containsEntry("an element that cannot be read", 1);
    }

    @Test
    void productsInYuanAreListed() {
        var item = priceItem("p5.48xlarge", "55.04").replace("USD", "CNY");

        assertThatThrownBy(() -> Pages.read(
                        new AwsProducts(AwsProducts.ENDPOINT, EAST, PageRequest.Signer.NOBODY), products("", item)))
                .isInstanceOfSatisfying(
                        FeedException.class, e -> assertThat(e.kind()).isEqualTo(Kind.CURRENCY));
    }

    private static final String SPOT_XML = """
            <?xml version="1.0" encoding="UTF-8"?>
            <DescribeSpotPriceHistoryResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/">
              <requestId>r</requestId>
              <spotPriceHistorySet>
                <item><instanceType>g5.xlarge</instanceType><productDescription>Linux/UNIX</productDescription>
                  <spotPrice>0.4312</spotPrice><timestamp>2026-10-20T12:00:00.000Z</timestamp>
                  <availabilityZone>us-east-1a</availabilityZone><availabilityZoneId>use1-az2</availabilityZoneId></item>
                <item><instanceType>g5.xlarge</instanceType><productDescription>Linux/UNIX</productDescription>
                  <spotPrice>0.5000</spotPrice><timestamp>2026-10-31T12:00:00.000Z</timestamp>
                  <availabilityZone>us-east-1a</availabilityZone><availabilityZoneId>use1-az2</availabilityZoneId></item>
                <item><instanceType>g5.xlarge</instanceType><productDescription>Windows</productDescription>
                  <spotPrice>0.9000</spotPrice><timestamp>2026-10-31T12:00:00.000Z</timestamp>
                  <availabilityZone>us-east-1a</availabilityZone><availabilityZoneId>use1-az2</availabilityZoneId></item>
                <item><instanceType>g5.xlarge</instanceType><productDescription>Linux/UNIX</productDescription>
                  <spotPrice>0.2000</spotPrice><timestamp>2026-10-31T12:00:00.000Z</timestamp>
                  <availabilityZone>us-east-1b</availabilityZone></item>
              </spotPriceHistorySet>
              <nextToken></nextToken>
            </DescribeSpotPriceHistoryResponse>
            """;

    /** Zone names mean another zone in each account: only ids count. */
    @Test
    void spotPricesAreKeptByTheIdOfTheZone() throws IOException {
        var load = Pages.read(spot(), SPOT_XML);

        assertThat(Pages.prices(load)).isEqualTo(Map.of("g5.xlarge us-east-1/use1-az2 spot", "0.50"));
        assertThat(load.dropped()).containsEntry("zone without its id", 1).containsEntry("another product", 1);
        assertThat(load.notes()).singleElement().asString().contains("us-east-1b");
    }

    @Test
    void spotPricesOfAProxyThatSpeaksJson() throws IOException {
        var page = """
                {"SpotPriceHistory":[{"AvailabilityZone":"us-east-1a","AvailabilityZoneId":"use1-az2",
                  "InstanceType":"g5.xlarge","ProductDescription":"Linux/UNIX","SpotPrice":"0.4312",
                  "Timestamp":"2026-08-20T12:00:00Z"}],"NextToken":"%s"}""";
        var walk = spot().begin("us-east-1", Pages.NOW, "");
        Pages.take(walk, bytes(page.formatted("n")));
        assertThat(walk.next().orElseThrow().body())
                .contains("&NextToken=n")
                .contains("StartTime=2026-11-01T12%3A00%3A00Z");
        Pages.take(walk, bytes(page.formatted("").replace("use1-az2", "use1-az4")));

        assertThat(Pages.prices(walk.finish()).keySet())
                .containsExactly("g5.xlarge us-east-1/use1-az2 spot", "g5.xlarge us-east-1/use1-az4 spot");
    }

    @Test
    void spotPagesThatAreNoneAreRefused() {
        assertThatThrownBy(() -> Pages.read(spot(), SPOT_XML.substring(0, 900)))
                .isInstanceOfSatisfying(
                        FeedException.class, e -> assertThat(e.kind()).isEqualTo(Kind.TRUNCATED));
        assertThatThrownBy(() -> Pages.read(spot(), "<Response><Errors/></Response>"))
                .hasMessageContaining("spotPriceHistorySet");
        assertThatThrownBy(() -> Pages.read(spot(), "no page")).isInstanceOf(FeedException.class);
    }

    @Test
    void anEntityInAPageReachesNoFile() {
        var evil = "<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/hostname\">]>"
                + "<r><spotPriceHistorySet><item><spotPrice>&e;</spotPrice></item></spotPriceHistorySet></r>";

        assertThatThrownBy(() -> Pages.read(spot(), evil)).isInstanceOf(FeedException.class);
    }

    private static AwsBulk bulk() {
        return new AwsBulk(AwsBulk.ENDPOINT, EAST);
    }

    private static AwsSpot spot() {
        return new AwsSpot(Optional.empty(), EAST, _ -> PageRequest.Signer.NOBODY);
    }

    private static JsonNode product(String type, String system, String gpus) {
        return Json.parse("""
                {"sku":"A","productFamily":"Compute Instance","attributes":{"instanceType":"%s","regionCode":"us-east-1",
                 "operatingSystem":"%s","tenancy":"Shared","preInstalledSw":"NA","capacitystatus":"Used",
                 "marketoption":"OnDemand","gpu":"%s"}}""".formatted(type, system, gpus));
    }

    private static String term(String sku, String price) {
        return """
                {"%s.JRTCKXETXF":{"offerTermCode":"JRTCKXETXF","sku":"%s","priceDimensions":{"%s.JRTCKXETXF.6YS6EN2CT7":
                 {"unit":"Hrs","rateCode":"r","pricePerUnit":{"USD":"%s"}}}}}""".formatted(sku, sku, sku, price);
    }

    /** One element of PriceList: JSON as a text. */
    static String priceItem(String type, String price) {
        var item = "{\"product\":%s,\"serviceCode\":\"AmazonEC2\",\"terms\":{\"OnDemand\":%s}}"
                .formatted(product(type, "Linux", "8"), term("A", price));
        return Json.MAPPER.getNodeFactory().textNode(item).toString();
    }

    static String products(String next, String... items) {
        return "{\"FormatVersion\":\"aws_v1\",%s\"PriceList\":[%s]}"
                .formatted(next.isEmpty() ? "" : "\"NextToken\":\"" + next + "\",", String.join(",", items));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
