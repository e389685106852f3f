package dev.windrose.testing;

import java.util.Objects;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * Runs a property over random values. A failure names the seed and the simplest value found that still fails;
 * {@code -Dwindrose.seed=<seed>} runs exactly that case again. Without it the seeds are fixed by the number of the case,
 * so that two runs of a suite see the same values.
 */
public final class Seeded {
    /** The system property that replays one seed. */
    public static final String SEED_PROPERTY = "windrose.seed";

    private static final String ALGORITHM = "L64X128MixRandom";
    private static final long FIRST_SEED = 0x57494E44524F5345L;
    private static final int MOST_SHRINK_STEPS = 2_000;

    private Seeded() {}

    /** What must hold of every value; it throws when it does not. */
    @FunctionalInterface
    public interface Property<T> {
        void check(T value) throws Exception;
    }

    /**
     * Checks {@code cases} values, or the one of the seed in {@value #SEED_PROPERTY}.
     *
     * @throws AssertionError with seed and simplest failing value; its cause is what the property threw
     */
    public static <T> void forAll(int cases, Generator<T> generator, Property<T> property) {
        Optional<Long> replay =
                Optional.ofNullable(System.getProperty(SEED_PROPERTY)).map(Long::decode);
        if (replay.isPresent()) {
            check(replay.get(), generator, property);
            return;
        }
        for (int i = 0; i < cases; i++) {
            check(FIRST_SEED + i, generator, property);
        }
    }

    /** Random numbers of one seed; the same on every machine. */
    public static RandomGenerator random(long seed) {
        return RandomGeneratorFactory.of(ALGORITHM).create(seed);
    }

    private static <T> void check(long seed, Generator<T> generator, Property<T> property) {
        T value = generator.next(random(seed));
        Optional<Throwable> failure = failure(property, value);
        if (failure.isPresent()) {
            throw report(seed, shrink(generator, property, value, failure.get()));
        }
    }

    private record Failing<T>(T value, Throwable why, int steps) {}

    /** Walks from simpler value to simpler value as long as one still fails, within a bound. */
    private static <T> Failing<T> shrink(Generator<T> generator, Property<T> property, T value, Throwable why) {
        Failing<T> smallest = new Failing<>(value, why, 0);
        int tried = 0;
        boolean found = true;
        while (found && tried < MOST_SHRINK_STEPS) {
            found = false;
            for (T simpler : generator.simpler(smallest.value())) {
                Optional<Throwable> still = tried++ < MOST_SHRINK_STEPS ? failure(property, simpler) : Optional.empty();
                if (still.isPresent()) {
                    smallest = new Failing<>(simpler, still.get(), smallest.steps() + 1);
                    found = true;
                    break;
                }
            }
        }
        return smallest;
    }

    private static <T> Optional<Throwable> failure(Property<T> property, T value) {
        try {
            property.check(value);
            return Optional.empty();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return Optional.of(interrupted);
        } catch (Exception | AssertionError failed) {
            return Optional.of(failed);
        }
    }

    private static <T> AssertionError report(long seed, Failing<T> failing) {
        return new AssertionError(
                "Failed for seed %d (replay with -D%s=%d), made simpler %d times, value: %s%n%s"
                        .formatted(
                                seed,
                                SEED_PROPERTY,
                                seed,
                                failing.steps(),
                                Objects.toString(failing.value()),
                                failing.why()),
                failing.why());
    }
}
