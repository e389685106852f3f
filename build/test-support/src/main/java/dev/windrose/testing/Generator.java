package dev.windrose.testing;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * Makes random values and smaller neighbours of a value that failed. Equal random numbers make equal values.
 *
 * @param <T> what it makes
 */
public interface Generator<T> {
    T next(RandomGenerator random);

    /** Values that are simpler than the given one, the simplest first; none: it cannot be made simpler. */
    default List<T> simpler(T value) {
        return List.of();
    }

    /** Whole numbers from {@code least} to {@code most}, both included; shrinks towards {@code least}. */
    static Generator<Integer> integers(int least, int most) {
        return new Generator<>() {
            @Override
            public Integer next(RandomGenerator random) {
                return random.nextInt(least, Math.addExact(most, 1));
            }

            @Override
            public List<Integer> simpler(Integer value) {
                List<Integer> smaller = new ArrayList<>();
                for (int distance = value - least; distance > 0; distance /= 2) {
                    smaller.add(value - distance);
                }
                return smaller;
            }
        };
    }

    /** One of the given values; shrinks towards the first. */
    static <T> Generator<T> oneOf(List<T> values) {
        return new Generator<>() {
            @Override
            public T next(RandomGenerator random) {
                return values.get(random.nextInt(values.size()));
            }

            @Override
            public List<T> simpler(T value) {
                return values.subList(0, Math.max(0, values.indexOf(value)));
            }
        };
    }

    /** Lists of {@code least} to {@code most} elements; shrinks by leaving out halves, then one, then by the elements. */
    static <T> Generator<List<T>> lists(Generator<T> elements, int least, int most) {
        return new Generator<>() {
            @Override
            public List<T> next(RandomGenerator random) {
                int size = random.nextInt(least, Math.addExact(most, 1));
                List<T> list = new ArrayList<>(size);
                for (int i = 0; i < size; i++) {
                    list.add(elements.next(random));
                }
                return Collections.unmodifiableList(list);
            }

            @Override
            public List<List<T>> simpler(List<T> value) {
                List<List<T>> found = new ArrayList<>();
                for (int cut = value.size() / 2; cut >= 1; cut /= 2) {
                    for (int from = 0; from + cut <= value.size(); from += cut) {
                        if (value.size() - cut >= least) {
                            List<T> shorter = new ArrayList<>(value);
                            shorter.subList(from, from + cut).clear();
                            found.add(Collections.unmodifiableList(shorter));
                        }
                    }
                }
                for (int i = 0; i < value.size(); i++) {
                    for (T element : elements.simpler(value.get(i))) {
                        List<T> other = new ArrayList<>(value);
                        other.set(i, element);
                        found.add(Collections.unmodifiableList(other));
                    }
                }
                return found;
            }
        };
    }

    /** A generator of whatever a function makes of random numbers; does not shrink. */
    static <T> Generator<T> of(Function<RandomGenerator, T> make) {
        return make::apply;
    }
}
