package dev.windrose.hub.price.db;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.hub.fleet.Json;
import dev.windrose.placement.Money;
import dev.windrose.placement.inventory.CapacityTier;
import dev.windrose.placement.inventory.GpuProduct;
import dev.windrose.placement.price.Accelerator;
import dev.windrose.placement.price.AcceleratorKind;
import dev.windrose.placement.price.DeviceCount;
import dev.windrose.placement.price.Offer;
import dev.windrose.placement.price.OfferKey;
import java.time.LocalDate;
import java.util.Optional;

/** Offers as they are stored: the key and the price in columns, the rest as JSON. */
final class OfferJson {
    private OfferJson() {}

    static ObjectNode key(ObjectNode to, OfferKey key) {
        return to.put("cloud", key.cloud())
                .put("region", key.region())
                .put("zone", key.zone().orElse(""))
                .put("instance_type", key.instanceType())
                .put("tier", key.tier().text());
    }

    static OfferKey key(JsonNode row) {
        return new OfferKey(
                row.path("cloud").asText(),
                row.path("region").asText(),
                Optional.of(row.path("zone").asText()).filter(zone -> !zone.isEmpty()),
                row.path("instance_type").asText(),
                CapacityTier.parse(row.path("tier").asText()).orElseThrow());
    }

    static ObjectNode rest(Offer offer) {
        return Json.MAPPER
                .createObjectNode()
                .put("product", offer.accelerator().product().name())
                .put("kind", offer.accelerator().kind().name())
                .put("numerator", offer.accelerator().count().numerator())
                .put("denominator", offer.accelerator().count().denominator())
                .put("memoryMib", offer.accelerator().memoryMib())
                .put("asOf", offer.asOf().toString())
                .put("validUntil", offer.validUntil().toString())
                .put("source", offer.source());
    }

    static Offer read(JsonNode key, JsonNode rest, long micros) {
        return new Offer(
                key(key),
                new Accelerator(
                        new GpuProduct(rest.path("product").asText()),
                        AcceleratorKind.valueOf(rest.path("kind").asText()),
                        new DeviceCount(
                                rest.path("numerator").asInt(),
                                rest.path("denominator").asInt()),
                        rest.path("memoryMib").asLong()),
                Money.ofMicros(micros),
                LocalDate.parse(rest.path("asOf").asText()),
                LocalDate.parse(rest.path("validUntil").asText()),
                rest.path("source").asText());
    }
}
