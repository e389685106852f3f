package dev.windrose.hub.store.db;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.hub.store.db.Batches.Limits;
import dev.windrose.hub.store.db.Batches.Rival;
import io.vertx.pgclient.PgException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class BatchesTest {
    private static final Limits ONE_AT_A_TIME = new Limits(10, 100, 1);

    private record Ask(String text, String subject, int weight) implements Batches.Question {
        static Ask of(String text) {
            return new Ask(text, text, 1);
        }
    }

    /** What reached the database, and its answer when somebody gives it. */
    private record Sent(List<String> texts, CompletableFuture<List<String>> answer) {
        void answered() {
            answer.complete(texts.stream().map(text -> text + "!").toList());
        }
    }

    private final List<Sent> sent = new ArrayList<>();

    @Test
    void whoAsksAloneWaitsForNobody() {
        var batches = batches(Rival.WAITS, ONE_AT_A_TIME);
        batches.ask(Ask.of("a"));

        assertThat(texts()).containsExactly(List.of("a"));
    }

    @Test
    void whatIsAskedMeanwhileGoesTogether() {
        var batches = batches(Rival.WAITS, ONE_AT_A_TIME);
        var a = batches.ask(Ask.of("a"));
        var b = batches.ask(Ask.of("b"));
        var c = batches.ask(Ask.of("c"));
        assertThat(texts()).containsExactly(List.of("a"));

        sent.get(0).answered();
        assertThat(texts()).containsExactly(List.of("a"), List.of("b", "c"));
        sent.get(1).answered();

        assertThat(List.of(now(a), now(b), now(c))).containsExactly("a!", "b!", "c!");
    }

    @Test
    void neverMoreThanTheLimits() {
        var batches = batches(Rival.WAITS, new Limits(2, 100, 1));
        List.of("a", "b", "c", "d").forEach(text -> batches.ask(Ask.of(text)));
        sent.get(0).answered();
        sent.get(1).answered();

        assertThat(texts()).containsExactly(List.of("a"), List.of("b", "c"), List.of("d"));
    }

    @Test
    void aHeavyQuestionGoesAlone() {
        var batches = batches(Rival.WAITS, ONE_AT_A_TIME);
        batches.ask(Ask.of("first"));
        batches.ask(new Ask("heavy", "heavy", 5_000));
        batches.ask(Ask.of("light"));
        sent.get(0).answered();
        sent.get(1).answered();

        assertThat(texts()).containsExactly(List.of("first"), List.of("heavy"), List.of("light"));
    }

    @Test
    void rivalsWaitForEachOtherAndKeepTheirOrder() {
        var batches = batches(Rival.WAITS, ONE_AT_A_TIME);
        batches.ask(Ask.of("first"));
        batches.ask(new Ask("x1", "x", 1));
        batches.ask(new Ask("x2", "x", 1));
        batches.ask(Ask.of("y"));
        sent.get(0).answered();
        sent.get(1).answered();

        assertThat(texts()).containsExactly(List.of("first"), List.of("x1", "y"), List.of("x2"));
    }

    @Test
    void readersOfTheSameShareAnAnswerOfAStatementThatBeganAfterTheyAsked() {
        var batches = batches(Rival.SHARES, ONE_AT_A_TIME);
        var early = batches.ask(Ask.of("x"));
        var late = batches.ask(Ask.of("x"));
        var later = batches.ask(Ask.of("x"));
        sent.get(0).answered();
        assertThat(now(early)).isEqualTo("x!");
        assertThat(late.toCompletableFuture()).isNotDone();
        sent.get(1).answered();

        assertThat(texts()).containsExactly(List.of("x"), List.of("x"));
        assertThat(List.of(now(late), now(later))).containsExactly("x!", "x!");
    }

    @Test
    void aRefusalHitsOnlyTheOneItIsMeantFor() {
        var batches = batches(Rival.WAITS, ONE_AT_A_TIME);
        batches.ask(Ask.of("first"));
        var good = batches.ask(Ask.of("good"));
        var bad = batches.ask(Ask.of("bad"));
        sent.get(0).answered();
        sent.get(1).answer().completeExceptionally(refusal("22P05"));
        assertThat(texts()).endsWith(List.of("good"), List.of("bad"));
        sent.get(2).answered();
        sent.get(3).answer().completeExceptionally(refusal("22P05"));

        assertThat(now(good)).isEqualTo("good!");
        assertThat(bad.toCompletableFuture()).isCompletedExceptionally();
    }

    /** It may have committed: a second try could find its own work and call it a conflict. */
    @Test
    void whatMayBeDoneIsNotTriedAgain() {
        var batches = batches(Rival.WAITS, ONE_AT_A_TIME);
        batches.ask(Ask.of("first"));
        var a = batches.ask(Ask.of("a"));
        var b = batches.ask(Ask.of("b"));
        sent.get(0).answered();
        sent.get(1).answer().completeExceptionally(new IllegalStateException("connection lost"));

        assertThat(texts()).hasSize(2);
        assertThat(a.toCompletableFuture()).isCompletedExceptionally();
        assertThat(b.toCompletableFuture()).isCompletedExceptionally();
    }

    @Test
    void goesOnAfterAFailure() {
        var batches = batches(Rival.WAITS, ONE_AT_A_TIME);
        batches.ask(Ask.of("a"));
        sent.get(0).answer().completeExceptionally(new IllegalStateException("connection lost"));
        batches.ask(Ask.of("b"));

        assertThat(texts()).containsExactly(List.of("a"), List.of("b"));
    }

    private static Exception refusal(String state) {
        return new IllegalStateException(new PgException("no", "ERROR", state, ""));
    }

    private static String now(CompletionStage<String> stage) {
        return stage.toCompletableFuture().getNow("not yet");
    }

    private List<List<String>> texts() {
        return sent.stream().map(Sent::texts).toList();
    }

    private Batches<Ask, String> batches(Rival rival, Limits limits) {
        return new Batches<>(
                asks -> {
                    sent.add(new Sent(asks.stream().map(Ask::text).toList(), new CompletableFuture<>()));
                    return sent.getLast().answer();
                },
                rival,
                limits);
    }
}
