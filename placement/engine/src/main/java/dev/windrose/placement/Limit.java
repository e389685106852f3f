package dev.windrose.placement;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A limit on a number of replicas: a count, or a percentage of all of them, which rounds up. */
public sealed interface Limit {
    /** The most replicas that the limit allows of {@code replicas}. */
    int of(int replicas);

    /** As the manifest says it: {@code 60%} or {@code 3}. */
    String text();

    /** At most this many. */
    record Count(int value) implements Limit {
        public Count {
            if (value < 1) {
                throw new IllegalArgumentException("A limit (%d) must be at least 1.".formatted(value));
            }
        }

        @Override
        public int of(int replicas) {
            return Math.min(value, replicas);
        }

        @Override
        public String text() {
            return Integer.toString(value);
        }
    }

    /** At most this share, 0 to 100. */
    record Percent(int value) implements Limit {
        public Percent {
            if (value < 0 || value > 100) {
                throw new IllegalArgumentException("A percentage (%d) must be 0-100.".formatted(value));
            }
        }

        @Override
        public int of(int replicas) {
            return (int) Math.ceilDiv((long) replicas * value, 100L);
        }

        @Override
        public String text() {
            return value + "%";
        }
    }

    /**
     * Reads {@code 60%} or {@code 3}.
     *
     * @throws IllegalArgumentException with what to write instead
     */
    static Limit parse(String text) {
        Matcher form = Pattern.compile("([0-9]{1,7})(%?)").matcher(text.strip());
        if (!form.matches()) {
            throw new IllegalArgumentException(
                    "Limit (%s) must be a count or a percentage, such as 3 or 60%%.".formatted(text));
        }
        int value = Integer.parseInt(form.group(1));
        return form.group(2).isEmpty() ? new Count(value) : new Percent(value);
    }
}
