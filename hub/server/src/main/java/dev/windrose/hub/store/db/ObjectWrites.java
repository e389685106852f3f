package dev.windrose.hub.store.db;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.kubeapi.store.ObjectKey;
import dev.windrose.kubeapi.store.WriteResult;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Writes of single objects, those of one moment in one transaction and one commit: each succeeds or fails for itself (see
 * {@code write_resources}). Two, so that one gets ready while the other commits.
 */
final class ObjectWrites {
    private static final Batches.Limits LIMITS = new Batches.Limits(64, 1 << 20, 2);

    private final Database database;
    private final ChangeFeed feed;
    private final Batches<Write, WriteResult> batches;

    /**
     * One write.
     *
     * @param account JSON of the audit event that commits with it; null for the hub's own doing
     * @param object null for a deletion
     * @param text the object as it is to be stored
     */
    private record Write(
            @Nullable String account,
            String operation,
            ObjectKey key,
            @Nullable ObjectNode object,
            String text,
            long expected)
            implements Batches.Question {
        @Override
        public Object subject() {
            return key;
        }

        @Override
        public int weight() {
            return text.length() + (account == null ? 0 : account.length());
        }

        void appendTo(StringBuilder json, int place) {
            json.append("{\"place\":").append(place);
            text(json, ",\"operation\":", operation);
            text(json, ",\"resource\":", Rows.resource(key.resource()));
            text(json, ",\"namespace\":", key.namespace());
            text(json, ",\"name\":", key.name());
            json.append(",\"expected\":").append(expected);
            json.append(",\"object\":").append(text);
            if (account != null) {
                json.append(",\"account\":").append(account);
            }
            json.append('}');
        }

        private static void text(StringBuilder json, String field, String value) {
            json.append(field).append('"');
            JsonStringEncoder.getInstance().quoteAsString(value, json);
            json.append('"');
        }
    }

    /** @param feed told of each commit */
    ObjectWrites(Database database, ChangeFeed feed) {
        this.database = database;
        this.feed = feed;
        this.batches = new Batches<>(this::write, Batches.Rival.WAITS, LIMITS);
    }

    CompletionStage<WriteResult> write(
            @Nullable String account, String operation, ObjectKey key, @Nullable ObjectNode object, long expected) {
        var text = object == null ? "{}" : Rows.text(object);
        return batches.ask(new Write(account, operation, key, object, text, expected));
    }

    private CompletionStage<List<WriteResult>> write(List<Write> writes) {
        var json = new StringBuilder(writes.stream().mapToInt(Write::weight).sum() + 256 * writes.size()).append('[');
        for (int i = 0; i < writes.size(); i++) {
            writes.get(i).appendTo(i == 0 ? json : json.append(','), i);
        }
        var given = json.append(']').toString();
        // cast through text: a String bound to a jsonb parameter would become a JSON string.
        return database.<List<Object[]>>statement(s -> s.createNativeQuery("""
                        select place, outcome, number, cast(last_state as text)
                          from write_resources(cast(cast(?1 as text) as jsonb))""", Object[].class)
                        .setParameter(1, given)
                        .getResultList())
                .thenApply(rows -> results(rows, writes));
    }

    private List<WriteResult> results(List<Object[]> rows, List<Write> writes) {
        feed.wake();
        var results = new WriteResult[writes.size()];
        for (var row : rows) {
            var place = (int) Rows.number(row[0]);
            results[place] = result(row, writes.get(place));
        }
        return Arrays.asList(results);
    }

    private static WriteResult result(Object[] row, Write write) {
        return switch ((String) row[1]) {
            case "WRITTEN" -> {
                var version = Rows.number(row[2]);
                yield new WriteResult.Written(
                        write.object() == null
                                ? Rows.object((String) row[3], version)
                                : Rows.stamped(write.object(), version),
                        version);
            }
            case "EXISTS" -> new WriteResult.AlreadyExists();
            case "GONE" -> new WriteResult.NotFound();
            default -> new WriteResult.Conflict(Rows.number(row[2]));
        };
    }
}
