package dev.windrose.protocol;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.ToIntFunction;

/** Cuts what is too large for one message into parts that each fit, by the size it will have as JSON. */
public final class Parts {

    /** No encoded message is larger (bytes). */
    public static final int MAX_MESSAGE_BYTES = 64 * 1024;
    /** What one part's items may sum up to; the rest is for envelope, attributes and signature. */
    public static final int ITEMS_BUDGET_BYTES = 56 * 1024;
    /** A body larger than this (as JSON) is left out and fetched by its digest over HTTPS. */
    public static final int MAX_INLINE_BODY_BYTES = 16 * 1024;

    private static final int PER_ITEM = 160;

    private Parts() {}

    /** The messages that say {@code transmission}; {@code bodies} gives what is at hand without waiting. */
    public static List<HubMessage.SectionMessage> of(
            Transmission transmission, Function<Digest, Optional<Body>> bodies) {
        var items = new ArrayList<Item>();
        transmission.tombstones().forEach(key -> items.add(new Item.Gone(key)));
        for (Map.Entry<ObjectKey, Digest> entry : transmission.upserts().entrySet()) {
            Optional<Body> body = bodies.apply(entry.getValue())
                    .filter(candidate -> jsonSize(candidate.json()) <= MAX_INLINE_BODY_BYTES);
            items.add(new Item.Put(new HubMessage.Upsert(entry.getKey(), entry.getValue(), body)));
        }
        return cut(items, Parts::sizeOf, (part, chunk) -> message(transmission, part, chunk));
    }

    /** A full inventory as reports. */
    public static List<AgentMessage.InventoryReport> ofInventory(List<String> rows) {
        Digest snapshot = InventoryAssembly.digestOf(rows);
        return cut(
                rows,
                row -> jsonSize(row) + 8,
                (part, chunk) -> new AgentMessage.InventoryReport(snapshot, part, chunk));
    }

    /** Statuses as reports that each fit. */
    public static List<AgentMessage.WorkloadReport> ofStatuses(List<WorkloadStatus> statuses) {
        if (statuses.isEmpty()) {
            return List.of();
        }
        return cut(statuses, Parts::sizeOf, (_, chunk) -> new AgentMessage.WorkloadReport(chunk));
    }

    /** Acknowledgements that each fit; at least one. */
    public static List<AgentMessage.Ack> ofAck(SectionName section, SectionState state, List<ObjectResult> results) {
        return cut(results, Parts::sizeOf, (_, chunk) -> new AgentMessage.Ack(section, state, chunk));
    }

    /** Bytes of {@code text} as a JSON string without its quotes; at least as many as any encoder writes. */
    static int jsonSize(String text) {
        int size = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                size += 2;
            } else if (c < 0x20 || c == 0x7f || Character.isSurrogate(c)) {
                size += 6;
            } else {
                size += c < 0x80 ? 1 : 3;
            }
        }
        return size;
    }

    private sealed interface Item {
        record Put(HubMessage.Upsert upsert) implements Item {}

        record Gone(ObjectKey key) implements Item {}
    }

    private static HubMessage.SectionMessage message(Transmission transmission, Part part, List<Item> items) {
        var upserts = new ArrayList<HubMessage.Upsert>();
        var tombstones = new ArrayList<ObjectKey>();
        for (Item item : items) {
            switch (item) {
                case Item.Put(var upsert) -> upserts.add(upsert);
                case Item.Gone(var key) -> tombstones.add(key);
            }
        }
        SectionName section = transmission.section();
        Generation target = transmission.target().generation();
        Digest digest = transmission.target().manifestDigest();
        return transmission
                .base()
                .<HubMessage.SectionMessage>map(
                        base -> new HubMessage.Delta(section, base, target, digest, part, upserts, tombstones))
                .orElseGet(() -> new HubMessage.Snapshot(section, target, digest, part, upserts));
    }

    private static int sizeOf(Item item) {
        return switch (item) {
            case Item.Put(var upsert) ->
                PER_ITEM
                        + jsonSize(upsert.key().value())
                        + upsert.body().map(body -> jsonSize(body.json())).orElse(0);
            case Item.Gone(var key) -> 8 + jsonSize(key.value());
        };
    }

    private static int sizeOf(WorkloadStatus status) {
        int pods = status.endpoints().pods().stream()
                .mapToInt(pod -> jsonSize(pod) + 4)
                .sum();
        return 3 * PER_ITEM
                + jsonSize(status.key().value())
                + jsonSize(status.workloadUid())
                + jsonSize(status.endpoints().service())
                + jsonSize(status.message())
                + jsonSize(status.autoscaler())
                + pods;
    }

    private static int sizeOf(ObjectResult result) {
        return switch (result) {
            case ObjectResult.Applied(var key) -> 32 + jsonSize(key.value());
            case ObjectResult.Failed(var key, var reason) -> 48 + jsonSize(key.value()) + jsonSize(reason);
        };
    }

    private static <T, M> List<M> cut(List<T> items, ToIntFunction<T> size, BiFunction<Part, List<T>, M> message) {
        var chunks = new ArrayList<List<T>>();
        var chunk = new ArrayList<T>();
        int filled = 0;
        for (T item : items) {
            int bytes = size.applyAsInt(item);
            if (filled + bytes > ITEMS_BUDGET_BYTES && !chunk.isEmpty()) {
                chunks.add(List.copyOf(chunk));
                chunk.clear();
                filled = 0;
            }
            chunk.add(item);
            filled += bytes;
        }
        chunks.add(List.copyOf(chunk));
        var messages = new ArrayList<M>();
        for (int i = 0; i < chunks.size(); i++) {
            messages.add(message.apply(new Part(i + 1, chunks.size()), chunks.get(i)));
        }
        return messages;
    }
}
