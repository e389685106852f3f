package dev.windrose.placement.price;

import dev.windrose.placement.Money;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Keeps a feed's slip from moving workloads: a price that more than doubles or halves from one refresh to the next is
 * held, and the one before stays, until the next refresh says it again or a second source agrees with it. A refresh that
 * lost more than half of the rows is held in the same way. Pure: what waits is part of the state.
 */
public final class JumpGuard {
    /** A smaller book may well lose half of its rows. */
    private static final int SMALL = 20;

    private JumpGuard() {}

    /**
     * A price that waits.
     *
     * @param offered what the source says
     * @param lastSaid when the source last said the price that counts meanwhile: it grows old from then on
     */
    public record Held(Offer offered, Instant lastSaid) {}

    /**
     * What is believed of one part of a source.
     *
     * @param accepted what counts
     * @param readAt when the source last gave it
     * @param held what waits, by key
     * @param shrunk how many refreshes in a row lacked most of the rows
     */
    public record State(OfferBook accepted, Instant readAt, Map<OfferKey, Held> held, int shrunk) {
        public static final State NONE = new State(OfferBook.empty(), Instant.EPOCH, Map.of(), 0);

        public State {
            held = Map.copyOf(held);
        }
    }

    /**
     * One whole refresh.
     *
     * @param readAt when it began
     * @param seconds what other sources say of a key
     */
    public static State refresh(
            State before, OfferBook read, Instant readAt, Function<OfferKey, Collection<Money>> seconds) {
        boolean shrunk = before.accepted().size() >= SMALL
                && read.size() * 2 < before.accepted().size();
        if (shrunk && before.shrunk() == 0) {
            return new State(before.accepted(), before.readAt(), before.held(), 1);
        }
        var last = before.accepted().offers().stream().collect(Collectors.toMap(Offer::key, offer -> offer));
        var accepted = new ArrayList<Offer>();
        var held = new HashMap<OfferKey, Held>();
        for (var offer : read.offers()) {
            var previous = last.get(offer.key());
            if (previous == null || !Agreement.jump(previous.price(), offer.price())) {
                accepted.add(offer);
                continue;
            }
            var waiting = before.held().get(offer.key());
            boolean again = waiting != null && Agreement.agree(waiting.offered().price(), offer.price());
            boolean seconded =
                    seconds.apply(offer.key()).stream().anyMatch(price -> Agreement.agree(price, offer.price()));
            if (again || seconded) {
                accepted.add(offer);
            } else {
                accepted.add(previous);
                held.put(offer.key(), new Held(offer, waiting == null ? before.readAt() : waiting.lastSaid()));
            }
        }
        return new State(OfferBook.of(accepted), readAt, held, 0);
    }

    /** A refresh whose answer was that nothing changed: what waits was said again. */
    public static State unchanged(State before, Instant readAt) {
        List<Offer> accepted = before.accepted().offers().stream()
                .map(offer -> {
                    var waiting = before.held().get(offer.key());
                    return waiting == null ? offer : waiting.offered();
                })
                .toList();
        return new State(OfferBook.of(accepted), readAt, Map.of(), 0);
    }
}
