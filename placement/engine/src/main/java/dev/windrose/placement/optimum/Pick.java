package dev.windrose.placement.optimum;

import java.util.Arrays;

/** The ways in which a class can be served alone, and at what price of its demand they suffice. */
final class Pick {
    private long[] cost = new long[1024];
    private long[] rate = new long[1024];
    private long[] count = new long[1024];
    private long[] at = new long[1024];
    private long[] gives = new long[1024];
    private int size;

    void clear() {
        size = 0;
    }

    /** {@code most} replicas of {@code throughput} each, at {@code price} each. */
    void add(long price, long throughput, long most) {
        if (most <= 0) {
            return;
        }
        if (size == cost.length) {
            cost = Arrays.copyOf(cost, size * 2);
            rate = Arrays.copyOf(rate, size * 2);
            count = Arrays.copyOf(count, size * 2);
        }
        cost[size] = price;
        rate[size] = throughput;
        count[size] = most;
        size++;
    }

    /** The price of a unit of demand at which cheaper ways just give it; the largest there is when they never do. */
    long price(long demand, long over) {
        long positive = quantile(demand);
        return positive >= 0 ? positive : Math.min(0, quantile(demand + over));
    }

    /** Adds what all ways gain that cost less than what they give is worth. */
    void addGains(long price, Sum sum) {
        for (int i = 0; i < size; i++) {
            long gain = cost[i] - price * rate[i];
            if (gain < 0) {
                sum.add(gain, count[i]);
            }
        }
    }

    /** The least price by the unit at which the ways up to it give {@code wanted} in all. */
    private long quantile(long wanted) {
        if (at.length < size) {
            at = new long[cost.length];
            gives = new long[cost.length];
        }
        for (int i = 0; i < size; i++) {
            at[i] = Math.floorDiv(cost[i], rate[i]);
            gives[i] = rate[i] * count[i];
        }
        int from = 0;
        int to = size;
        long missing = Math.max(1, wanted);
        while (from < to) {
            long pivot = at[from + (to - from) / 2];
            int less = partition(from, to, pivot, false);
            int equal = partition(less, to, pivot, true);
            long below = sum(from, less);
            long within = sum(less, equal);
            if (missing <= below) {
                to = less;
            } else if (missing <= below + within) {
                return pivot;
            } else {
                missing -= below + within;
                from = equal;
            }
        }
        return Long.MAX_VALUE;
    }

    /** Brings those below the pivot (or equal to it) to the front; returns where they end. */
    private int partition(int from, int to, long pivot, boolean equal) {
        int end = from;
        for (int i = from; i < to; i++) {
            if (equal ? at[i] == pivot : at[i] < pivot) {
                swap(at, i, end);
                swap(gives, i, end);
                end++;
            }
        }
        return end;
    }

    private long sum(int from, int to) {
        long sum = 0;
        for (int i = from; i < to; i++) {
            sum += gives[i];
        }
        return sum;
    }

    private static void swap(long[] values, int one, int other) {
        long value = values[one];
        values[one] = values[other];
        values[other] = value;
    }
}
