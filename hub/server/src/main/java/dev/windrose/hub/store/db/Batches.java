package dev.windrose.hub.store.db;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Many callers, few statements: what is asked while the database works on what was asked before waits for it, and goes in
 * one statement with all that waits. Who asks alone waits for nobody; the more ask at once, the less each costs. An answer
 * is of a statement that began after the question was asked.
 *
 * <p>Answers are given on the Vert.x context that asked, so that one batch is gone on with by several threads.
 *
 * @param <Q> the question; its subject says which ones may not stand in one statement
 */
final class Batches<Q extends Batches.Question, A> {
    /** One round trip; the answers in the order of the questions. */
    interface Statement<Q, A> {
        CompletionStage<List<A>> run(List<Q> questions);
    }

    interface Question {
        Object subject();

        /** Bytes that go to the database. */
        int weight();
    }

    /** What a question does that has the same subject as one that is in the statement already. */
    enum Rival {
        /** It takes the same answer. */
        SHARES,
        /** It waits for the next statement. */
        WAITS
    }

    /** Classes of SQLSTATE: bad data, a broken constraint, a rollback for others' sake, too much, raised by a function. */
    private static final List<String> REFUSALS = List.of("22", "23", "40", "54", "P0");

    /**
     * @param questions in one statement at most
     * @param weight of one statement at most, unless a single question is heavier
     * @param statements at one time
     */
    record Limits(int questions, int weight, int statements) {}

    private static final class Asked<Q, A> {
        private final Q question;
        private final CompletableFuture<A> answer = new CompletableFuture<>();
        private final @Nullable Context context = Vertx.currentContext();

        Asked(Q question) {
            this.question = question;
        }

        void give(Runnable completion) {
            if (context == null) {
                completion.run();
            } else {
                context.runOnContext(_ -> completion.run());
            }
        }
    }

    private final Statement<Q, A> statement;
    private final Rival rival;
    private final Limits limits;
    private final LinkedHashSet<Asked<Q, A>> waiting = new LinkedHashSet<>();
    private int running;

    Batches(Statement<Q, A> statement, Rival rival, Limits limits) {
        this.statement = statement;
        this.rival = rival;
        this.limits = limits;
    }

    CompletionStage<A> ask(Q question) {
        var asked = new Asked<Q, A>(question);
        synchronized (this) {
            waiting.add(asked);
        }
        next();
        return asked.answer;
    }

    private void next() {
        LinkedHashMap<Object, List<Asked<Q, A>>> batch;
        synchronized (this) {
            if (running == limits.statements() || waiting.isEmpty()) {
                return;
            }
            batch = gathered();
            running++;
        }
        run(List.copyOf(batch.values()));
    }

    /** By subject, in the order in which they were asked. */
    private LinkedHashMap<Object, List<Asked<Q, A>>> gathered() {
        var batch = new LinkedHashMap<Object, List<Asked<Q, A>>>();
        int weight = 0;
        for (Iterator<Asked<Q, A>> each = waiting.iterator(); each.hasNext(); ) {
            var asked = each.next();
            var same = batch.get(asked.question.subject());
            if (same != null) {
                if (rival == Rival.SHARES) {
                    same.add(asked);
                    each.remove();
                }
                continue;
            }
            weight += asked.question.weight();
            if (!batch.isEmpty() && (batch.size() == limits.questions() || weight > limits.weight())) {
                break;
            }
            batch.put(asked.question.subject(), new ArrayList<>(List.of(asked)));
            each.remove();
        }
        return batch;
    }

    private void run(List<List<Asked<Q, A>>> batch) {
        answers(batch).whenComplete((answers, failure) -> {
            synchronized (this) {
                running--;
            }
            next();
            if (failure == null) {
                for (int i = 0; i < batch.size(); i++) {
                    var answer = answers.get(i);
                    batch.get(i).forEach(asked -> asked.give(() -> asked.answer.complete(answer)));
                }
            } else if (batch.size() > 1 && isRefusal(failure)) {
                batch.forEach(each -> alone(each));
            } else {
                batch.forEach(
                        each -> each.forEach(asked -> asked.give(() -> asked.answer.completeExceptionally(failure))));
            }
        });
    }

    private CompletionStage<List<A>> answers(List<List<Asked<Q, A>>> batch) {
        try {
            return statement.run(
                    batch.stream().map(each -> each.getFirst().question).toList());
        } catch (RuntimeException e) {
            return CompletableFuture.failedStage(e);
        }
    }

    /** The statement was refused for the sake of one question; the others must not suffer for it. */
    private void alone(List<Asked<Q, A>> questions) {
        synchronized (this) {
            running++;
        }
        run(List.of(questions));
    }

    /**
     * Whether the database itself said no, so that nothing of the statement is done. With anything else nobody knows what
     * was done, and it must not be tried again.
     */
    private static boolean isRefusal(Throwable failure) {
        for (Throwable at = failure; at != null; at = at.getCause()) {
            var state = switch (at) {
                case PgException refusal -> refusal.getSqlState();
                case SQLException refusal -> refusal.getSQLState();
                default -> null;
            };
            if (state != null) {
                return REFUSALS.stream().anyMatch(state::startsWith);
            }
        }
        return false;
    }
}
