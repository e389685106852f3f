package dev.windrose.wire;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.placement.inventory.Understanding;
import dev.windrose.placement.member.MemberExtras;
import dev.windrose.placement.member.QueuedDemand;
import dev.windrose.placement.member.SharedDevices;
import dev.windrose.placement.provisioning.CapacityFacts;
import dev.windrose.placement.provisioning.Headroom;
import dev.windrose.placement.provisioning.Provisioner;
import dev.windrose.placement.provisioning.Provisioning;
import dev.windrose.placement.provisioning.ProvisioningSignal;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What an inventory says of a member beside its nodes, as further rows of the same report. A hub that does not know them
 * reads each as a node that is not ready and has no GPUs, whose name ({@code windrose.dev/extras-1}) no node can have; an
 * agent that does not know them sends none. Kinds that the reader does not know are ignored.
 */
public final class ExtrasRow {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String NAME = "windrose.dev/extras-";
    private static final String FIELD = "extras";
    /** Entries in a row: one of the largest has some 600 bytes, and a message takes 56 KiB. */
    private static final int ENTRIES = 40;

    private static final int LONGEST_TEXT = 300;

    private ExtrasRow() {}

    /** None where there is nothing to say. */
    public static List<String> encode(MemberExtras extras) {
        var entries = new ArrayList<ObjectNode>();
        extras.provisioning().headroom().forEach(each -> entries.add(headroom(each)));
        extras.provisioning().signals().forEach(each -> entries.add(signal(each)));
        extras.provisioning().buffers().forEach(each -> entries.add(buffer(each)));
        extras.shared().forEach(each -> entries.add(shared(each)));
        extras.queued()
                .forEach(each -> entries.add(entry("queued")
                        .put("resource", each.resource())
                        .put("ours", each.ours())
                        .put("foreign", each.foreign())));
        var rows = new ArrayList<String>();
        for (int from = 0; from < entries.size(); from += ENTRIES) {
            ObjectNode row = JSON.createObjectNode()
                    .put("node", NAME + (rows.size() + 1))
                    .put("tier", "unknown")
                    .put("ready", false)
                    .put("schedulable", false);
            row.putArray(FIELD).addAll(entries.subList(from, Math.min(entries.size(), from + ENTRIES)));
            rows.add(row.toString());
        }
        return rows;
    }

    private static ObjectNode entry(String kind) {
        return JSON.createObjectNode().put("kind", kind);
    }

    private static ObjectNode headroom(Headroom headroom) {
        ObjectNode entry = entry("headroom")
                .put("source", InventoryRow.word(headroom.source()))
                .put("name", headroom.name())
                .put("unit", headroom.unit())
                .put("arriving", headroom.arriving());
        headroom.upTo().ifPresent(value -> entry.put("upTo", value));
        place(entry, headroom.instanceType(), headroom.zone(), headroom.tier());
        return headroom.why().isEmpty() ? entry : entry.put("why", cut(headroom.why()));
    }

    private static ObjectNode signal(ProvisioningSignal signal) {
        ObjectNode entry = entry("signal")
                .put("source", InventoryRow.word(signal.source()))
                .put("cause", InventoryRow.word(signal.cause()))
                .put("name", signal.name())
                .put("code", cut(signal.code()))
                .put("message", cut(signal.message()));
        place(entry, signal.instanceType(), signal.zone(), signal.tier());
        signal.since().ifPresent(at -> entry.put("since", at.toString()));
        return entry;
    }

    private static ObjectNode buffer(CapacityFacts.Buffer buffer) {
        ObjectNode entry = entry("buffer")
                .put("namespace", buffer.namespace())
                .put("name", buffer.name())
                .put("provisioned", buffer.provisioned());
        buffer.replicas().ifPresent(value -> entry.put("replicas", value));
        return entry;
    }

    private static ObjectNode shared(SharedDevices shared) {
        ObjectNode entry = entry("shared").put("driver", shared.driver()).put("pool", shared.pool());
        entry.set("gpu", InventoryRow.encode(shared.gpu()));
        return shared.understanding().understood()
                ? entry
                : entry.put("notUnderstood", shared.understanding().reason());
    }

    private static void place(
            ObjectNode entry, Optional<String> instanceType, Optional<String> zone, Optional<String> tier) {
        instanceType.ifPresent(value -> entry.put("instanceType", value));
        zone.ifPresent(value -> entry.put("zone", value));
        tier.ifPresent(value -> entry.put("tier", value));
    }

    /** Providers' messages may be long; none may make a row that no message takes. */
    private static String cut(String text) {
        return text.length() <= LONGEST_TEXT ? text : text.substring(0, LONGEST_TEXT - 1) + "…";
    }

    /** Whether a row of an inventory report is one of these. */
    public static boolean is(String row) {
        return row.startsWith("{\"node\":\"" + NAME);
    }

    /** Empty when a row does not read: the whole report is refused then, as with rows of nodes. */
    public static Optional<MemberExtras> decode(List<String> rows) {
        var headroom = new ArrayList<Headroom>();
        var signals = new ArrayList<ProvisioningSignal>();
        var buffers = new ArrayList<CapacityFacts.Buffer>();
        var shared = new ArrayList<SharedDevices>();
        var queued = new ArrayList<QueuedDemand>();
        try {
            for (String row : rows) {
                for (JsonNode entry : JSON.readTree(row).path(FIELD)) {
                    switch (entry.path("kind").asText()) {
                        case "headroom" -> headroom.add(headroom(entry));
                        case "signal" -> signals.add(signal(entry));
                        case "buffer" -> buffers.add(buffer(entry));
                        case "shared" -> shared.add(shared(entry));
                        case "queued" ->
                            queued.add(new QueuedDemand(
                                    entry.path("resource").asText(),
                                    InventoryRow.number(entry, "ours"),
                                    InventoryRow.number(entry, "foreign")));
                        default -> {} // of a newer agent
                    }
                }
            }
        } catch (JsonProcessingException | IllegalArgumentException | DateTimeParseException e) {
            return Optional.empty();
        }
        return Optional.of(new MemberExtras(new Provisioning(headroom, signals, buffers), shared, queued));
    }

    private static Headroom headroom(JsonNode entry) {
        return new Headroom(
                InventoryRow.enumOf(Provisioner.class, entry.path("source"), Provisioner.UNKNOWN),
                entry.path("name").asText(),
                entry.path("unit").asText(),
                entry.path("upTo").isIntegralNumber()
                        ? OptionalLong.of(entry.path("upTo").longValue())
                        : OptionalLong.empty(),
                InventoryRow.number(entry, "arriving"),
                InventoryRow.text(entry, "instanceType"),
                InventoryRow.text(entry, "zone"),
                InventoryRow.text(entry, "tier"),
                entry.path("why").asText());
    }

    private static ProvisioningSignal signal(JsonNode entry) {
        return new ProvisioningSignal(
                InventoryRow.enumOf(Provisioner.class, entry.path("source"), Provisioner.UNKNOWN),
                InventoryRow.enumOf(
                        ProvisioningSignal.Cause.class, entry.path("cause"), ProvisioningSignal.Cause.UNKNOWN),
                entry.path("name").asText(),
                InventoryRow.text(entry, "instanceType"),
                InventoryRow.text(entry, "zone"),
                InventoryRow.text(entry, "tier"),
                entry.path("code").asText(),
                entry.path("message").asText(),
                InventoryRow.text(entry, "since").map(Instant::parse));
    }

    private static CapacityFacts.Buffer buffer(JsonNode entry) {
        return new CapacityFacts.Buffer(
                entry.path("namespace").asText(),
                entry.path("name").asText(),
                entry.path("replicas").isInt()
                        ? Optional.of(entry.path("replicas").intValue())
                        : Optional.empty(),
                entry.path("provisioned").asText());
    }

    private static SharedDevices shared(JsonNode entry) {
        return new SharedDevices(
                entry.path("driver").asText(),
                entry.path("pool").asText(),
                InventoryRow.gpu(entry.path("gpu")),
                InventoryRow.text(entry, "notUnderstood")
                        .map(Understanding::not)
                        .orElse(Understanding.FULL));
    }
}
