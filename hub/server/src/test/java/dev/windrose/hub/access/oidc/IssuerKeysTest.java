package dev.windrose.hub.access.oidc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.hub.access.oidc.IssuerKeys.Answer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.RsaJwkGenerator;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.Test;

class IssuerKeysTest {
    private static final JsonWebKey OLD = key("old");
    private static final JsonWebKey NEW = key("new");

    private final AtomicLong now = new AtomicLong(42);
    private final ArrayDeque<CompletableFuture<List<JsonWebKey>>> answers = new ArrayDeque<>();
    private int asked;
    private final IssuerKeys keys = new IssuerKeys(this::fetch, now::get);

    @Test
    void keysAreReadOnceAndServedFromMemory() {
        answers.add(CompletableFuture.completedFuture(List.of(OLD)));

        assertThat(find("old")).isEqualTo(new Answer.Keys(List.of(OLD)));
        assertThat(find("old")).isEqualTo(new Answer.Keys(List.of(OLD)));

        assertThat(asked).isEqualTo(1);
    }

    @Test
    void aKeyThatIsNotThereIsLookedForAtOnce() {
        answers.add(CompletableFuture.completedFuture(List.of(OLD)));
        answers.add(CompletableFuture.completedFuture(List.of(OLD, NEW)));
        find("old");
        pass(IssuerKeys.SHORTEST_GAP);

        assertThat(find("new")).isEqualTo(new Answer.Keys(List.of(OLD, NEW)));
    }

    @Test
    void inventedKeysMakeUsAskNoOftener() {
        answers.add(CompletableFuture.completedFuture(List.of(OLD)));
        answers.add(CompletableFuture.completedFuture(List.of(OLD)));
        find("old");
        for (int i = 0; i < 1000; i++) {
            assertThat(find("invented-" + i)).isEqualTo(new Answer.NoSuchKey());
        }
        assertThat(asked).isEqualTo(1);
        pass(IssuerKeys.SHORTEST_GAP);
        for (int i = 0; i < 1000; i++) {
            find("invented-" + i);
        }

        assertThat(asked).isEqualTo(2);
    }

    @Test
    void whileTheIssuerIsAwayKnownKeysGoOnAndUnknownOnesCannotBeTold() {
        answers.add(CompletableFuture.completedFuture(List.of(OLD)));
        find("old");
        pass(IssuerKeys.REFRESH_AFTER);
        answers.add(CompletableFuture.failedFuture(new IllegalStateException("away")));

        assertThat(find("old")).isEqualTo(new Answer.Keys(List.of(OLD)));
        assertThat(find("new")).isInstanceOf(Answer.Unavailable.class);
        assertThat(find("old")).isEqualTo(new Answer.Keys(List.of(OLD)));
    }

    @Test
    void keysThatNobodyConfirmedForADayNoLongerCount() {
        answers.add(CompletableFuture.completedFuture(List.of(OLD)));
        find("old");
        pass(IssuerKeys.LONGEST_AGE);
        answers.add(CompletableFuture.failedFuture(new IllegalStateException("away")));

        assertThat(find("old")).isInstanceOf(Answer.Unavailable.class);
    }

    @Test
    void aKeyThatTheIssuerTookBackIsForgotten() {
        answers.add(CompletableFuture.completedFuture(List.of(OLD)));
        find("old");
        pass(IssuerKeys.REFRESH_AFTER);
        answers.add(CompletableFuture.completedFuture(List.of(NEW)));
        find("old");

        assertThat(find("old")).isEqualTo(new Answer.NoSuchKey());
    }

    @Test
    void manyWhoWaitShareOneRequest() {
        var running = new CompletableFuture<List<JsonWebKey>>();
        answers.add(running);
        var first = keys.find(has("old")).toCompletableFuture();
        var second = keys.find(has("old")).toCompletableFuture();
        running.complete(List.of(OLD));

        assertThat(first.join()).isEqualTo(second.join()).isEqualTo(new Answer.Keys(List.of(OLD)));
        assertThat(asked).isEqualTo(1);
    }

    private Answer find(String id) {
        return keys.find(has(id)).toCompletableFuture().join();
    }

    private static java.util.function.Predicate<List<JsonWebKey>> has(String id) {
        return known -> known.stream().anyMatch(key -> id.equals(key.getKeyId()));
    }

    private void pass(Duration time) {
        now.addAndGet(time.toNanos());
    }

    private CompletionStage<List<JsonWebKey>> fetch() {
        asked++;
        return answers.remove();
    }

    private static JsonWebKey key(String id) {
        try {
            var key = RsaJwkGenerator.generateJwk(2048);
            key.setKeyId(id);
            return key;
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }
}
