package dev.windrose.placement.proof;

import dev.windrose.placement.optimum.FleetPlan;
import dev.windrose.placement.optimum.OptionKey;
import dev.windrose.placement.optimum.Proof;
import dev.windrose.placement.optimum.RowName;
import dev.windrose.placement.optimum.WorkloadClass;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the prices of a proof prove, by the definition in docs/placement.md. */
final class Bound {
    private static final long PICO = 1_000_000;
    private static final long REPLICA = 1_000_000_000;
    private static final long LARGEST = 200_000_000_000_000_000L;

    private final Asked asked;
    private final Proof proof;
    private final FleetPlan plan;
    private final Map<RowName, Long> prices = new HashMap<>();

    /** A way to serve a class: so many thousandths of it at most, at a price. */
    private record Way(BigInteger price, long throughput, long most) {
        long unit() {
            BigInteger[] parts = price.divideAndRemainder(BigInteger.valueOf(throughput));
            return parts[0].longValue() - (parts[1].signum() < 0 ? 1 : 0);
        }
    }

    Bound(Asked asked, Proof proof, FleetPlan plan) {
        this.asked = asked;
        this.proof = proof;
        this.plan = plan;
        proof.limits().forEach(each -> prices.put(each.limit(), each.pico()));
    }

    /** The bound, rounded up: in thousandths of a replica, or in millionths of a dollar. */
    BigInteger value() {
        BigInteger sum = BigInteger.ZERO;
        for (Map.Entry<RowName, Long> each : prices.entrySet()) {
            sum = sum.add(times(each.getValue(), asked.allowed(each.getKey()).orElseThrow()));
        }
        for (Map.Entry<Integer, Long> each : proof.unplaced().entrySet()) {
            sum = sum.add(times(each.getValue(), plan.unplacedByPriority().getOrDefault(each.getKey(), 0L)));
        }
        for (WorkloadClass each : asked.classes.values()) {
            if (proof.priority().isEmpty()
                    || each.priority() >= proof.priority().get()) {
                sum = sum.add(served(each));
            }
            if (proof.priority().isEmpty()) {
                for (int count : each.present().values()) {
                    sum = sum.add(times(each.moving().micros() * PICO, count));
                }
            }
        }
        BigInteger unit = BigInteger.valueOf(proof.priority().isEmpty() ? PICO : REPLICA);
        BigInteger[] parts = sum.divideAndRemainder(unit);
        return parts[0].add(parts[1].signum() > 0 ? BigInteger.ONE : BigInteger.ZERO)
                .max(BigInteger.ZERO);
    }

    private static BigInteger times(long one, long other) {
        return BigInteger.valueOf(one).multiply(BigInteger.valueOf(other));
    }

    /** The best that can be said of a class alone. */
    private BigInteger served(WorkloadClass each) {
        List<Way> ways = new ArrayList<>();
        asked.places(each.id()).forEach((key, place) -> ways(each, key, place, ways));
        ways.sort(Comparator.comparingLong(Way::unit));
        long demand = asked.demand(each);
        long over = asked.over(each);
        long leaving = leaving(each, over);
        long price = price(ways, demand);
        if (price < 0) {
            price = Math.min(0, price(ways, demand + over));
        }
        price = Math.min(price, leaving);
        BigInteger sum = times(price, price >= 0 ? demand : demand + over);
        sum = sum.add(times(Math.min(0, leaving - price), demand));
        for (Way way : ways) {
            BigInteger gain = way.price().subtract(times(price, way.throughput()));
            if (gain.signum() < 0) {
                sum = sum.add(gain.multiply(BigInteger.valueOf(way.most())));
            }
        }
        return sum;
    }

    /** The price up to which the ways, the cheapest first, give what is wanted. */
    private static long price(List<Way> ways, long wanted) {
        long given = 0;
        for (Way way : ways) {
            given += way.throughput() * way.most();
            if (given >= wanted) {
                return way.unit();
            }
        }
        return Long.MAX_VALUE;
    }

    /** What a thousandth costs that stays unplaced; nothing may where the plan leaves nothing of the priority. */
    private long leaving(WorkloadClass each, long over) {
        if (proof.priority().filter(priority -> priority == each.priority()).isPresent()) {
            return REPLICA;
        }
        long largest = LARGEST / Math.max(1000, over + 1);
        return plan.unplacedByPriority().getOrDefault(each.priority(), 0L) == 0
                ? largest
                : Math.min(largest, -proof.unplaced().getOrDefault(each.priority(), 0L));
    }

    private void ways(WorkloadClass each, OptionKey key, Place place, List<Way> ways) {
        boolean cost = proof.priority().isEmpty();
        BigInteger price = BigInteger.valueOf(cost ? place.cost() * PICO : 0);
        for (Asked.Use use : asked.uses(each, place)) {
            price = price.subtract(times(prices.getOrDefault(use.limit(), 0L), use.each()));
        }
        long most = asked.most(each, place);
        long kept = Math.min(most, each.present().getOrDefault(key, 0));
        BigInteger bonus = BigInteger.valueOf(cost ? each.moving().micros() * PICO : 0);
        if (kept > 0) {
            ways.add(new Way(price.subtract(bonus), place.throughput(), kept));
        }
        if (most > kept) {
            ways.add(new Way(price, place.throughput(), most - kept));
        }
    }
}
