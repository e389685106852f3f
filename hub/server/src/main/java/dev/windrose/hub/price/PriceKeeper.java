package dev.windrose.hub.price;

import dev.windrose.hub.price.db.PgPrices;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Writes what sources say into the database when it differs from what stands there; what was left out is tried again. */
final class PriceKeeper {
    private record Id(String source, String part) {}

    private final PgPrices store;
    private final Map<Id, KeptPart> stored = new HashMap<>();

    PriceKeeper(PgPrices store) {
        this.store = store;
    }

    void restore() {
        store.all().forEach(part -> stored.put(new Id(part.source(), part.part()), part));
    }

    /** What stands in the database of one source. */
    List<KeptPart> of(String source) {
        return stored.values().stream()
                .filter(part -> part.source().equals(source))
                .toList();
    }

    /** Makes the tables hold these parts, and no others. */
    void keep(Collection<KeptPart> parts) {
        var wanted = new HashMap<Id, KeptPart>();
        parts.forEach(part -> wanted.put(new Id(part.source(), part.part()), part));
        for (var entry : wanted.entrySet()) {
            if (!entry.getValue().equals(stored.get(entry.getKey()))) {
                store.keep(entry.getValue());
                stored.put(entry.getKey(), entry.getValue());
            }
        }
        for (var id : new ArrayList<>(stored.keySet())) {
            if (!wanted.containsKey(id)) {
                store.forget(id.source(), id.part());
                stored.remove(id);
            }
        }
    }
}
