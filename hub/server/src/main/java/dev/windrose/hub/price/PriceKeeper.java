package dev.windrose.hub.price;

import dev.windrose.hub.price.db.PgPrices;
import dev.windrose.placement.Money;
import dev.windrose.placement.price.JumpGuard;
import dev.windrose.placement.price.Offer;
import dev.windrose.placement.price.OfferBook;
import dev.windrose.placement.price.OfferKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Writes what sources say into the database when it differs from what stands there; what was left out is tried again. */
final class PriceKeeper {
    private record Id(String source, String part) {}

    private final PgPrices store;
    private final Map<Id, KeptPart> stored = new HashMap<>();

    private final Refreshes refreshes;

    PriceKeeper(PgPrices store, Refreshes refreshes) {
        this.store = store;
        this.refreshes = refreshes;
    }

    void restore() {
        var parts = store.all();
        var earlier = store.earlier();
        for (var part : parts) {
            var id = new Id(part.source(), part.part());
            stored.put(id, part);
            refreshes.restore(
                    part, Optional.of(before(part, earlier.getOrDefault(id.source() + "/" + id.part(), Map.of()))));
        }
    }

    /** The part as it was before the changes of its last reading. */
    private static KeptPart before(KeptPart part, Map<OfferKey, Optional<Money>> changed) {
        if (changed.isEmpty()) {
            return part;
        }
        var offers = part.state().accepted().offers().stream()
                .flatMap(offer -> changed
                        .getOrDefault(offer.key(), Optional.of(offer.price()))
                        .map(price -> new Offer(
                                offer.key(),
                                offer.accelerator(),
                                price,
                                offer.asOf(),
                                offer.validUntil(),
                                offer.source()))
                        .stream())
                .toList();
        var state = part.state();
        return new KeptPart(
                part.source(),
                part.part(),
                part.fingerprint(),
                part.validator(),
                new JumpGuard.State(OfferBook.of(offers), state.readAt(), state.held(), state.shrunk()));
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
