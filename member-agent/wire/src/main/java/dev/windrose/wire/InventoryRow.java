package dev.windrose.wire;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.placement.inventory.CapacityTier;
import dev.windrose.placement.inventory.GpuInventory;
import dev.windrose.placement.inventory.GpuProduct;
import dev.windrose.placement.inventory.GpuSharing;
import dev.windrose.placement.inventory.GpuSource;
import dev.windrose.placement.inventory.GpuVendor;
import dev.windrose.placement.inventory.NodeInventory;
import dev.windrose.placement.inventory.NodeOrigin;
import dev.windrose.placement.inventory.OtherGpus;
import dev.windrose.placement.inventory.Taint;
import dev.windrose.placement.inventory.Understanding;
import dev.windrose.placement.inventory.WorkloadUid;
import java.util.ArrayList;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;

/**
 * One node's inventory as one row of an inventory report: JSON, the same text for the same inventory, so that equal
 * snapshots have equal digests. Unknown fields are ignored; an unknown word (a vendor, a tier) is read as unknown.
 */
public final class InventoryRow {
    private static final ObjectMapper JSON = new ObjectMapper();

    private InventoryRow() {}

    public static String encode(NodeInventory node) {
        ObjectNode row = JSON.createObjectNode().put("node", node.name());
        NodeOrigin origin = node.origin();
        origin.pool().ifPresent(value -> row.put("pool", value));
        origin.instanceType().ifPresent(value -> row.put("instanceType", value));
        origin.cloud().ifPresent(value -> row.put("cloud", value));
        origin.region().ifPresent(value -> row.put("region", value));
        origin.zone().ifPresent(value -> row.put("zone", value));
        row.put("tier", origin.tier().text()).put("ready", node.ready()).put("schedulable", node.schedulable());
        if (!node.taints().isEmpty()) {
            var taints = row.putArray("taints");
            node.taints()
                    .forEach(taint -> taints.addObject()
                            .put("key", taint.key())
                            .put("value", taint.value())
                            .put("effect", taint.effect().text()));
        }
        node.gpu().ifPresent(gpu -> row.set("gpu", encode(gpu)));
        if (!node.understanding().understood()) {
            row.put("notUnderstood", node.understanding().reason());
        }
        if (!node.others().isEmpty()) {
            var others = row.putArray("others");
            node.others().forEach(other -> others.add(encode(other.gpu()).put("why", other.why())));
        }
        if (!node.slices().isEmpty()) {
            // Apart from "gpu": a hub that does not know them would ask for whole GPUs there.
            var slices = row.putArray("slices");
            node.slices().forEach(slice -> slices.add(encode(slice)));
        }
        node.gpuCount().ifPresent(count -> row.put("gpuCount", count));
        return row.toString();
    }

    static ObjectNode encode(GpuInventory gpu) {
        ObjectNode row = JSON.createObjectNode()
                .put("vendor", word(gpu.vendor()))
                .put("resource", gpu.resource())
                .put("product", gpu.product().name());
        gpu.usableMiB().ifPresent(value -> row.put("usableMiB", value));
        row.put("sharing", word(gpu.sharing()))
                .put("capacity", gpu.capacity())
                .put("allocatable", gpu.allocatable())
                .put("foreign", gpu.usedByForeign());
        if (!gpu.usedByOwner().isEmpty()) {
            ObjectNode ours = row.putObject("ours");
            gpu.usedByOwner().forEach((uid, used) -> ours.put(uid.value(), used));
        }
        if (gpu.source() != GpuSource.DEVICE_PLUGIN) {
            row.put("source", word(gpu.source()));
        }
        return row;
    }

    /** Empty when the text is no row: such a row makes the whole snapshot unreadable, never a node without GPUs. */
    public static Optional<NodeInventory> decode(String text) {
        try {
            return Optional.of(node(JSON.readTree(text)));
        } catch (JsonProcessingException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static NodeInventory node(JsonNode row) {
        var origin = new NodeOrigin(
                text(row, "pool"),
                text(row, "instanceType"),
                text(row, "cloud"),
                text(row, "region"),
                text(row, "zone"),
                CapacityTier.parse(row.path("tier").asText()).orElse(CapacityTier.UNKNOWN));
        var taints = new ArrayList<Taint>();
        row.path("taints")
                .forEach(taint -> taints.add(new Taint(
                        taint.path("key").asText(),
                        taint.path("value").asText(),
                        Taint.Effect.parse(taint.path("effect").asText()))));
        var others = new ArrayList<OtherGpus>();
        row.path("others")
                .forEach(other ->
                        others.add(new OtherGpus(gpu(other), other.path("why").asText())));
        var slices = new ArrayList<GpuInventory>();
        row.path("slices").forEach(slice -> slices.add(gpu(slice)));
        return new NodeInventory(
                row.path("node").asText(),
                origin,
                row.path("ready").asBoolean(),
                row.path("schedulable").asBoolean(),
                taints,
                row.has("gpu") ? Optional.of(gpu(row.path("gpu"))) : Optional.empty(),
                text(row, "notUnderstood").map(Understanding::not).orElse(Understanding.FULL),
                others,
                slices,
                row.has("gpuCount") ? Optional.of(number(row, "gpuCount")) : Optional.empty());
    }

    static GpuInventory gpu(JsonNode row) {
        var ours = new TreeMap<WorkloadUid, Integer>();
        row.path("ours")
                .properties()
                .forEach(use ->
                        ours.put(new WorkloadUid(use.getKey()), use.getValue().asInt()));
        return new GpuInventory(
                enumOf(GpuVendor.class, row.path("vendor"), GpuVendor.UNKNOWN),
                row.path("resource").asText(),
                GpuProduct.of(row.path("product").asText(), row.path("resource").asText()),
                row.has("usableMiB") ? Optional.of(row.path("usableMiB").asInt()) : Optional.empty(),
                enumOf(GpuSharing.class, row.path("sharing"), GpuSharing.UNKNOWN),
                number(row, "capacity"),
                number(row, "allocatable"),
                ours,
                number(row, "foreign"),
                enumOf(GpuSource.class, row.path("source"), GpuSource.DEVICE_PLUGIN));
    }

    /** A count that is missing is not zero: the row is refused. */
    static int number(JsonNode row, String field) {
        if (!row.path(field).isInt()) {
            throw new IllegalArgumentException("An inventory row lacks the whole number " + field);
        }
        return row.path(field).intValue();
    }

    static Optional<String> text(JsonNode row, String field) {
        return row.hasNonNull(field) ? Optional.of(row.path(field).asText()) : Optional.empty();
    }

    static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static <E extends Enum<E>> E enumOf(Class<E> type, JsonNode word, E unknown) {
        for (E value : type.getEnumConstants()) {
            if (word(value).equals(word.asText())) {
                return value;
            }
        }
        return unknown;
    }
}
