package dev.windrose.placement.fit;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One object of a parsed config.json, read with bounds. */
final class ConfigTree {
    /** No model is larger by far; within these, counts of parameters stay within a long or are found not to. */
    private static final long MOST_LAYERS = 10_000;

    private static final long WIDEST = 1_000_000;
    private static final long MOST_TOKENS = 100_000_000;

    /** A key is missing or its value makes no sense; caught by {@link ConfigReader}, which answers Unknown. */
    static final class Unreadable extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Unreadable(String message) {
            super(message);
        }
    }

    private final Map<?, ?> values;

    ConfigTree(Map<?, ?> values) {
        this.values = values;
    }

    /** A whole number above zero. */
    int count(String... names) {
        return find(names).orElseThrow(() -> new Unreadable(names[0] + " is missing"));
    }

    int count(String name, int otherwise) {
        return find(name).orElse(otherwise);
    }

    /** The first of the names that is there and not null. */
    Optional<Integer> find(String... names) {
        for (String name : names) {
            Object value = values.get(name);
            if (value != null) {
                return Optional.of(whole(name, value));
            }
        }
        return Optional.empty();
    }

    private static long most(String name) {
        return switch (name) {
            case "num_hidden_layers", "n_layer", "depth" -> MOST_LAYERS;
            case "vocab_size", "max_position_embeddings", "n_positions", "sliding_window" -> MOST_TOKENS;
            default -> WIDEST;
        };
    }

    private static int whole(String name, Object value) {
        long most = most(name);
        if (!(value instanceof Number number)
                || number.doubleValue() != Math.rint(number.doubleValue())
                || !(number.doubleValue() >= 1 && number.doubleValue() <= most)) {
            throw new Unreadable("%s (%s) is not a whole number of 1 to %d".formatted(name, value, most));
        }
        return number.intValue();
    }

    /** A whole number that may be zero or absent, which is zero. */
    int orZero(String name) {
        Object value = values.get(name);
        if (value == null || value instanceof Number number && number.doubleValue() == 0) {
            return 0;
        }
        return whole(name, value);
    }

    boolean flag(String name, boolean otherwise) {
        return values.get(name) instanceof Boolean value ? value : otherwise;
    }

    String text(String name) {
        return values.get(name) instanceof String value ? value : "";
    }

    /** A list of texts; empty when it is no such list. */
    List<String> texts(String name) {
        return values.get(name) instanceof List<?> list
                ? list.stream().map(String::valueOf).toList()
                : List.of();
    }

    int size(String name) {
        return values.get(name) instanceof List<?> list ? list.size() : 0;
    }

    Optional<ConfigTree> object(String name) {
        return values.get(name) instanceof Map<?, ?> map ? Optional.of(new ConfigTree(map)) : Optional.empty();
    }

    /** The objects among an object's values. */
    List<ConfigTree> objects() {
        return values.values().stream()
                .filter(Map.class::isInstance)
                .map(value -> new ConfigTree((Map<?, ?>) value))
                .toList();
    }
}
