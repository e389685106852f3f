package dev.windrose.hub.price.feed;

import com.fasterxml.jackson.databind.JsonNode;
import dev.windrose.placement.inventory.CapacityTier;
import dev.windrose.placement.price.PriceRow;
import dev.windrose.placement.price.SkuTable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * What a product of AWS's price list is, and which products count: Linux without licences, shared tenancy, capacity in
 * use, bought on demand, by the hour (docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/price-changes.html).
 */
final class AwsPrices {
    private AwsPrices() {}

    /** What must hold of a product; names as in the JSON list. */
    private static final Map<String, List<String>> WANTED = Map.of(
            "tenancy", List.of("Shared"),
            "operatingSystem", List.of("Linux"),
            "preInstalledSw", List.of("", "NA"),
            "capacitystatus", List.of("Used"),
            "marketoption", List.of("OnDemand", ""));

    /** Whether the product is an accelerated machine, and one that counts. */
    static boolean counts(Function<String, String> attribute) {
        return isAccelerated(attribute)
                && WANTED.entrySet().stream()
                        .allMatch(wanted -> wanted.getValue().contains(attribute.apply(wanted.getKey())));
    }

    static boolean isAccelerated(Function<String, String> attribute) {
        var gpus = attribute.apply("gpu");
        var type = attribute.apply("instanceType");
        return !type.isEmpty()
                && (!gpus.isEmpty() && !gpus.equals("0") && !gpus.equals("NA")
                        || SkuTable.builtIn().find("aws", type).isPresent());
    }

    /** The on-demand terms of a product: by offer, then by rate; amounts by currency. */
    static List<PriceRow> rows(
            String type, String region, JsonNode offers, Gathered gathered, String source, Instant now) {
        var rows = new ArrayList<PriceRow>();
        for (var offer : offers) {
            for (var rate : offer.path("priceDimensions")) {
                if (!rate.path("unit").asText().equals("Hrs")) {
                    gathered.drop("not a price of one hour");
                    continue;
                }
                var dollars = rate.path("pricePerUnit").path("USD");
                if (dollars.isMissingNode()) {
                    gathered.foreign(
                            String.join(
                                    ", ",
                                    rate.path("pricePerUnit").properties().stream()
                                            .map(Map.Entry::getKey)
                                            .toList()),
                            "%s %s".formatted(type, region));
                } else {
                    rows.add(row(type, region, "", CapacityTier.ON_DEMAND, dollars.asText(), source, now));
                }
            }
        }
        return rows;
    }

    static PriceRow row(
            String type, String region, String zone, CapacityTier tier, String price, String source, Instant now) {
        return new PriceRow(
                new PriceRow.Place("aws", region, zone, type),
                tier,
                price,
                PriceRow.Carries.UNSAID,
                Gathered.today(now),
                source);
    }
}
