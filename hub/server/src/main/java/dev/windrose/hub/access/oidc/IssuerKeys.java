package dev.windrose.hub.access.oidc;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jose4j.jwk.JsonWebKey;
import org.jspecify.annotations.Nullable;

/**
 * The issuer's keys as they were read last. They are read again when they get old, and at once when a token needs one that
 * is not there (the issuer rotated), but never more often than every {@link #SHORTEST_GAP}: whoever sends tokens with
 * invented key ids makes us ask no oftener. While the issuer is away known keys go on working, for {@link #LONGEST_AGE}.
 * Many callers who wait share one request.
 */
final class IssuerKeys {
    static final Duration SHORTEST_GAP = Duration.ofSeconds(5);
    static final Duration REFRESH_AFTER = Duration.ofMinutes(5);
    static final Duration LONGEST_AGE = Duration.ofHours(24);

    private final KeySource source;
    private final LongSupplier nanoTime;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable Read lastRead;
    private @Nullable Attempt lastAttempt;
    private @Nullable CompletableFuture<Answer> running;

    /** Where keys come from. */
    @FunctionalInterface
    interface KeySource {
        CompletionStage<List<JsonWebKey>> fetch();
    }

    /** What is known. */
    sealed interface Answer {
        record Keys(List<JsonWebKey> keys) implements Answer {}

        /** The issuer was asked and has no such key. */
        record NoSuchKey() implements Answer {}

        /** Nobody can tell: the issuer does not answer. */
        record Unavailable(String why) implements Answer {}
    }

    private record Read(List<JsonWebKey> keys, long at) {}

    /** @param failure empty when it succeeded */
    private record Attempt(long at, String failure) {}

    IssuerKeys(KeySource source, LongSupplier nanoTime) {
        this.source = source;
        this.nanoTime = nanoTime;
    }

    /** @param fits whether the keys are enough for what is to be checked */
    CompletionStage<Answer> find(Predicate<List<JsonWebKey>> fits) {
        lock.lock();
        try {
            long now = nanoTime.getAsLong();
            var read = lastRead;
            if (read != null && now - read.at() < LONGEST_AGE.toNanos() && fits.test(read.keys())) {
                if (now - read.at() >= REFRESH_AFTER.toNanos() && mayAsk(now)) {
                    ask(now);
                }
                return CompletableFuture.completedStage(new Answer.Keys(read.keys()));
            }
            var attempt = lastAttempt;
            if (running == null && attempt != null && !mayAsk(now)) {
                return CompletableFuture.completedStage(
                        attempt.failure().isEmpty()
                                ? new Answer.NoSuchKey()
                                : new Answer.Unavailable(attempt.failure()));
            }
            return ask(now).thenApply(answer -> switch (answer) {
                case Answer.Keys(var keys) when !fits.test(keys) -> new Answer.NoSuchKey();
                case Answer.Keys _, Answer.NoSuchKey _, Answer.Unavailable _ -> answer;
            });
        } finally {
            lock.unlock();
        }
    }

    private boolean mayAsk(long now) {
        var attempt = lastAttempt;
        return running == null && (attempt == null || now - attempt.at() >= SHORTEST_GAP.toNanos());
    }

    /** Under the lock. */
    private CompletableFuture<Answer> ask(long now) {
        if (running != null) {
            return running;
        }
        var answer = new CompletableFuture<Answer>();
        running = answer;
        source.fetch().whenComplete((keys, failure) -> answer.complete(settle(now, keys, failure)));
        return answer;
    }

    private Answer settle(long now, @Nullable List<JsonWebKey> keys, @Nullable Throwable failure) {
        lock.lock();
        try {
            running = null;
            if (keys == null) {
                var why = failure == null ? "no keys" : String.valueOf(failure.getMessage());
                lastAttempt = new Attempt(now, why);
                return new Answer.Unavailable(why);
            }
            lastAttempt = new Attempt(now, "");
            lastRead = new Read(List.copyOf(keys), now);
            return new Answer.Keys(keys);
        } finally {
            lock.unlock();
        }
    }
}
