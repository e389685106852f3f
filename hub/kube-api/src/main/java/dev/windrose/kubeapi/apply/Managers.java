package dev.windrose.kubeapi.apply;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** An object's managers and what each owns: {@code metadata.managedFields}, decoded. Changed in place within one operation. */
final class Managers {
    private static final int MAX_UPDATERS = 10;
    private static final String BUCKET = "ancient-changes";

    /** What a manager owns, in which version it said so, and when (cut to seconds). */
    record Entry(FieldSet fields, String apiVersion, Optional<Instant> time) {
        Entry with(FieldSet other) {
            return new Entry(other, apiVersion, time);
        }
    }

    private final Map<Manager, Entry> entries = new LinkedHashMap<>();

    static Managers copyOf(Managers other) {
        Managers copy = new Managers();
        copy.entries.putAll(other.entries);
        return copy;
    }

    /** Reads {@code metadata.managedFields}; empty when an entry of it cannot be read. */
    static Optional<Managers> decode(@Nullable JsonNode managedFields) {
        Managers managers = new Managers();
        if (managedFields == null || managedFields.isNull()) {
            return Optional.of(managers);
        }
        if (!managedFields.isArray()) {
            return Optional.empty();
        }
        for (JsonNode entry : managedFields) {
            if (!managers.decodeEntry(entry)) {
                return Optional.empty();
            }
        }
        return Optional.of(managers);
    }

    private boolean decodeEntry(JsonNode entry) {
        String operation = entry.path("operation").asText("");
        String apiVersion = entry.path("apiVersion").asText("");
        boolean applier = Manager.APPLY.equals(operation);
        boolean known = applier || Manager.UPDATE.equals(operation);
        if (!known
                || apiVersion.isEmpty()
                || !"FieldsV1".equals(entry.path("fieldsType").asText(""))) {
            return false;
        }
        Optional<FieldSet> fields = entry.get("fieldsV1") instanceof ObjectNode set
                ? FieldSet.fromFieldsV1(set)
                : Optional.of(FieldSet.EMPTY);
        Optional<Optional<Instant>> time = time(entry.path("time"));
        if (fields.isEmpty() || time.isEmpty()) {
            return false;
        }
        Manager manager = new Manager(
                entry.path("manager").asText(""),
                applier,
                applier ? "" : apiVersion,
                entry.path("subresource").asText(""));
        entries.put(manager, new Entry(fields.get(), apiVersion, time.get()));
        return true;
    }

    private static Optional<Optional<Instant>> time(JsonNode text) {
        if (text.isMissingNode() || text.isNull()) {
            return Optional.of(Optional.empty());
        }
        try {
            return Optional.of(Optional.of(Instant.from(DateTimeFormatter.ISO_OFFSET_DATE_TIME.parse(text.asText()))));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    /** The wire form, appliers first, then by time and name. */
    ArrayNode encode() {
        ArrayNode out = JsonNodeFactory.instance.arrayNode();
        Comparator<Map.Entry<Manager, Entry>> order = Comparator.comparing(
                        (Map.Entry<Manager, Entry> e) -> e.getKey().operation())
                .thenComparing(e -> seconds(e.getValue()))
                .thenComparing(e -> e.getKey().name())
                .thenComparing(e -> e.getValue().apiVersion())
                .thenComparing(e -> e.getKey().subresource());
        entries.entrySet().stream().sorted(order).forEach(e -> out.add(encode(e.getKey(), e.getValue())));
        return out;
    }

    private static ObjectNode encode(Manager manager, Entry entry) {
        ObjectNode out = JsonNodeFactory.instance.objectNode();
        if (!manager.name().isEmpty()) {
            out.put("manager", manager.name());
        }
        out.put("operation", manager.operation());
        out.put("apiVersion", entry.apiVersion());
        entry.time().ifPresent(t -> out.put("time", DateTimeFormatter.ISO_INSTANT.format(t)));
        out.put("fieldsType", "FieldsV1");
        out.set("fieldsV1", entry.fields().toFieldsV1());
        if (!manager.subresource().isEmpty()) {
            out.put("subresource", manager.subresource());
        }
        return out;
    }

    private static long seconds(Entry entry) {
        return entry.time().map(Instant::getEpochSecond).orElse(0L);
    }

    boolean isEmpty() {
        return entries.isEmpty();
    }

    Map<Manager, Entry> entries() {
        return entries;
    }

    FieldSet fieldsOf(Manager manager) {
        Entry entry = entries.get(manager);
        return entry == null ? FieldSet.EMPTY : entry.fields();
    }

    FieldSet ownedByAnyone() {
        return entries.values().stream().map(Entry::fields).reduce(FieldSet.EMPTY, FieldSet::union);
    }

    /** Sets what a manager owns; nothing owned, no entry. Its time stays as it was. */
    void set(Manager manager, FieldSet fields, String apiVersion) {
        Entry previous = entries.get(manager);
        if (fields.isEmpty()) {
            entries.remove(manager);
        } else {
            entries.put(manager, new Entry(fields, apiVersion, previous == null ? Optional.empty() : previous.time()));
        }
    }

    void touch(Manager manager, Instant now) {
        Instant second = now.truncatedTo(ChronoUnit.SECONDS);
        entries.computeIfPresent(manager, (_, e) -> new Entry(e.fields(), e.apiVersion(), Optional.of(second)));
    }

    /** Rewrites what each manager but one owns; who is left with nothing goes. */
    void rewriteOthers(Manager except, UnaryOperator<FieldSet> rewrite) {
        for (Manager manager : List.copyOf(entries.keySet())) {
            if (!manager.equals(except)) {
                Entry entry = entries.get(manager);
                if (entry != null) {
                    set(manager, rewrite.apply(entry.fields()), entry.apiVersion());
                }
            }
        }
    }

    /** Merges the oldest updaters into one entry for each version, until there are no more than ten. */
    void capUpdaters() {
        List<Manager> updaters = entries.keySet().stream()
                .filter(m -> !m.applier())
                .sorted(Comparator.comparing((Manager m) ->
                                entry(m).time().map(Instant::getEpochSecond).orElse(0L))
                        .thenComparing(Manager::name)
                        .thenComparing(Manager::apiVersion)
                        .thenComparing(Manager::subresource))
                .toList();
        int count = updaters.size();
        Map<String, Manager> firstOfVersion = new LinkedHashMap<>();
        for (Manager manager : updaters) {
            if (count <= MAX_UPDATERS) {
                return;
            }
            Manager first = firstOfVersion.putIfAbsent(manager.apiVersion(), manager);
            if (first != null) {
                mergeIntoBucket(first, manager);
                count--;
            }
        }
    }

    private void mergeIntoBucket(Manager first, Manager next) {
        Manager bucket = Manager.updater(BUCKET, next.apiVersion(), "");
        Entry merged = entries.containsKey(bucket) ? entry(bucket) : entry(first);
        Entry added = entry(next);
        entries.remove(first);
        entries.remove(next);
        entries.put(bucket, new Entry(added.fields().union(merged.fields()), added.apiVersion(), added.time()));
    }

    private Entry entry(Manager manager) {
        Entry entry = entries.get(manager);
        if (entry == null) {
            throw new IllegalStateException("No entry of manager (%s)".formatted(manager));
        }
        return entry;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Managers managers && entries.equals(managers.entries);
    }

    @Override
    public int hashCode() {
        return entries.hashCode();
    }
}
