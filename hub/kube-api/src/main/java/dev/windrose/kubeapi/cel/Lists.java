package dev.windrose.kubeapi.cel;

import java.time.Duration;
import java.util.List;

/** What Kubernetes' list library computes; elements are of one type, as the checker saw to. */
final class Lists {
    private Lists() {}

    static boolean isSorted(List<?> list) {
        for (int i = 1; i < list.size(); i++) {
            if (compare(list.get(i - 1), list.get(i)) > 0) {
                return false;
            }
        }
        return true;
    }

    /** Zero of the integers for an empty list: that there is nothing says nothing of the type. */
    static Object sum(List<?> list) {
        Object sum = list.isEmpty() ? 0L : list.getFirst();
        for (Object value : list.subList(Math.min(1, list.size()), list.size())) {
            sum = switch (value) {
                case Long n -> Math.addExact((Long) sum, n);
                case Double n -> (Double) sum + n;
                case Duration n -> ((Duration) sum).plus(n);
                default ->
                    throw new IllegalArgumentException(
                            "sum of " + value.getClass().getSimpleName());
            };
        }
        return sum;
    }

    /** @param side negative for the least, positive for the greatest */
    static Object extreme(List<?> list, int side, String name) {
        if (list.isEmpty()) {
            throw new IllegalArgumentException(name + " called on empty list");
        }
        Object best = list.getFirst();
        for (Object value : list) {
            best = compare(value, best) * side > 0 ? value : best;
        }
        return best;
    }

    @SuppressWarnings("unchecked")
    private static int compare(Object left, Object right) {
        return ((Comparable<Object>) left).compareTo(right);
    }
}
