package dev.windrose.hub.store.db;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.kubeapi.store.ObjectKey;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Reads of single objects from their table, those of one moment together. Who reads the same shares the tree. */
final class ObjectReads {
    private static final Batches.Limits LIMITS = new Batches.Limits(64, 64, 2);

    private final Database database;
    private final Batches<Read, Optional<ObjectNode>> batches;

    private record Read(ObjectKey key) implements Batches.Question {
        @Override
        public Object subject() {
            return key;
        }

        @Override
        public int weight() {
            return 1;
        }
    }

    ObjectReads(Database database) {
        this.database = database;
        this.batches = new Batches<>(this::read, Batches.Rival.SHARES, LIMITS);
    }

    CompletionStage<Optional<ObjectNode>> get(ObjectKey key) {
        return batches.ask(new Read(key));
    }

    private CompletionStage<List<Optional<ObjectNode>>> read(List<Read> reads) {
        return reads.size() == 1 ? one(reads.getFirst().key()).thenApply(List::of) : all(reads);
    }

    private CompletionStage<Optional<ObjectNode>> one(ObjectKey key) {
        return database.statement(s -> s.createNativeQuery("""
                        select cast(object as text), version from resource
                         where resource = ?1 and namespace = ?2 and name = ?3""", Object[].class)
                .setParameter(1, Rows.resource(key.resource()))
                .setParameter(2, key.namespace())
                .setParameter(3, key.name())
                .getSingleResultOrNull()
                .map(row ->
                        Optional.ofNullable(row).map(found -> Rows.object((String) found[0], Rows.number(found[1])))));
    }

    /** Key by key, for the planner would rather read the whole table than believe that there are few. */
    private CompletionStage<List<Optional<ObjectNode>>> all(List<Read> reads) {
        var keys = JsonNodeFactory.instance.arrayNode();
        for (var read : reads) {
            keys.addObject()
                    .put("place", keys.size() - 1)
                    .put("resource", Rows.resource(read.key().resource()))
                    .put("namespace", read.key().namespace())
                    .put("name", read.key().name());
        }
        return database.<List<Object[]>>statement(s -> s.createNativeQuery("""
                        select w.place, cast(r.object as text), r.version
                          from jsonb_to_recordset(cast(cast(?1 as text) as jsonb))
                                   as w(place integer, resource text, namespace text, name text)
                         cross join lateral (
                             select object, version from resource
                              where resource = w.resource and namespace = w.namespace and name = w.name limit 1) r""", Object[].class)
                        .setParameter(1, keys.toString())
                        .getResultList())
                .thenApply(rows -> {
                    var found = new ArrayList<>(Collections.nCopies(reads.size(), Optional.<ObjectNode>empty()));
                    rows.forEach(row -> found.set(
                            (int) Rows.number(row[0]), Optional.of(Rows.object((String) row[1], Rows.number(row[2])))));
                    return found;
                });
    }
}
