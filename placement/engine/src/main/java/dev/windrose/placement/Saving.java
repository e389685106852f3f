package dev.windrose.placement;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a replica would save elsewhere, by the prices of now and of the refresh before, with what carrying its answers costs.
 * A place that others need more is as much dearer as it is worth to them.
 *
 * @param here the lower of both, in millionths of a dollar an hour; empty: not known for sure
 * @param there the higher of both
 * @param twice both refreshes say that it is cheaper there
 */
record Saving(Choice from, Choice to, OptionalLong here, OptionalLong there, boolean twice) {
    /** What nothing may move for counts as unknown. */
    static Saving of(Choice from, Choice to, Fleet fleet, PriceBoard prices) {
        if (notCheaper(from, to)) {
            return new Saving(from, to, OptionalLong.empty(), OptionalLong.empty(), false);
        }
        Optional<Money> here = sure(from, fleet, prices);
        Optional<Money> there = sure(to, fleet, prices);
        Optional<Money> hereBefore = prices.earlier(fleet, from.key());
        Optional<Money> thereBefore = prices.earlier(fleet, to.key());
        OptionalLong low =
                micros(here.map(now -> least(now, hereBefore.orElse(now)).plus(egress(from))));
        OptionalLong high = micros(there.map(
                now -> most(now, thereBefore.orElse(now)).plus(egress(to)).plus(lost(from, to))));
        boolean known = low.isPresent() && high.isPresent() && hereBefore.isPresent() && thereBefore.isPresent();
        return new Saving(from, to, low, high, known && low.getAsLong() > high.getAsLong());
    }

    private static boolean notCheaper(Choice from, Choice to) {
        Optional<Money> here = from.withEgress();
        Optional<Money> there = to.withEgress();
        return here.isPresent() && (there.isEmpty() || there.get().compareTo(here.get()) >= 0);
    }

    private static Optional<Money> sure(Choice at, Fleet fleet, PriceBoard prices) {
        return at.price().filter(_ -> at.weight().egress().unknown().isEmpty() && !prices.doubted(fleet, at.key()));
    }

    private static Money egress(Choice at) {
        return at.weight().egress().counted();
    }

    /** What counts against it there more than here; that it counts less saves nobody anything. */
    private static Money lost(Choice from, Choice to) {
        return most(Money.ZERO, to.weight().wished().minus(from.weight().wished()));
    }

    private static Money least(Money one, Money other) {
        return one.compareTo(other) <= 0 ? one : other;
    }

    private static Money most(Money one, Money other) {
        return one.compareTo(other) >= 0 ? one : other;
    }

    private static OptionalLong micros(Optional<Money> money) {
        return money.isPresent() ? OptionalLong.of(money.get().micros()) : OptionalLong.empty();
    }

    /** By the newest prices it is not cheaper there. */
    boolean none() {
        return notCheaper(from, to);
    }

    boolean priced() {
        return here.isPresent() && there.isPresent();
    }

    /** Why it is not known what carrying answers costs, here or there. */
    Optional<String> unknownEgress() {
        return from.weight().egress().unknown().or(() -> to.weight().egress().unknown());
    }

    /** Of {@link #there}, what carrying answers costs, which is paid at one place at a time. */
    long once() {
        return egress(to).micros();
    }

    /** Both prices are known for sure, and two refreshes say that it is cheaper there. */
    boolean sure() {
        return twice;
    }

    /** Of one replica in an hour; zero where that is not sure. */
    long micros() {
        return twice ? here.getAsLong() - there.getAsLong() : 0;
    }

    String text(int replicas) {
        String carrying = egress(from).equals(egress(to))
                ? ""
                : ", with what carrying the answers of a replica costs: %s USD/h here, %s there"
                        .formatted(egress(from), egress(to));
        return "%s on %s %s saves %s USD/h (%s %%)%s"
                .formatted(
                        to.key().cluster().value(),
                        to.key().shape().text(),
                        to.key().tier().text(),
                        Money.ofMicros(micros()).times(replicas),
                        Math.round(1000.0 * micros() / Math.max(1, here.orElse(1))) / 10.0,
                        carrying);
    }
}
