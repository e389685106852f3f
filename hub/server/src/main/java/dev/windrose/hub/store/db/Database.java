package dev.windrose.hub.store.db;

import io.quarkus.vertx.core.runtime.context.VertxContextSafetyToggle;
import io.smallrye.common.vertx.VertxContext;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * Transactions on the hub's database, from any thread.
 *
 * <p>A Hibernate Reactive session belongs to one Vert.x context, and Quarkus wants that context duplicated and marked
 * safe. Every transaction therefore runs on a context of its own, and only a plain stage comes out.
 */
@ApplicationScoped
public class Database {
    /** Longer than any statement of the hub takes; a database that does not answer within it counts as away. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Mutiny.SessionFactory sessions;
    private final Vertx vertx;

    public Database(Mutiny.SessionFactory sessions, Vertx vertx) {
        this.sessions = sessions;
        this.vertx = vertx;
    }

    /** Runs the work in one transaction; it commits when the work's Uni completes, else rolls back. */
    public <T> CompletionStage<T> transaction(Function<Mutiny.StatelessSession, Uni<T>> work) {
        return onContext(() -> sessions.withStatelessTransaction((session, _) -> work.apply(session)));
    }

    /**
     * Runs work of exactly one statement. The database makes it a transaction of its own and has committed when the answer
     * is there: one round trip, where a transaction that is opened and closed takes three.
     */
    public <T> CompletionStage<T> statement(Function<Mutiny.StatelessSession, Uni<T>> work) {
        return onContext(() -> sessions.withStatelessSession(work));
    }

    private <T> CompletionStage<T> onContext(Supplier<Uni<T>> work) {
        var result = new CompletableFuture<T>();
        var context = Objects.requireNonNull(
                VertxContext.createNewDuplicatedContext(vertx.getOrCreateContext()), "no Vert.x context");
        VertxContextSafetyToggle.setContextSafe(context, true);
        context.runOnContext(_ -> work.get().subscribe().with(result::complete, result::completeExceptionally));
        return result;
    }

    /**
     * The same for loops on virtual threads, which may wait. Never call it on an event loop.
     *
     * @throws DatabaseException when the database is away or refuses
     */
    public <T> T transact(Function<Mutiny.StatelessSession, Uni<T>> work) {
        return await(transaction(work));
    }

    /** {@link #statement} for loops on virtual threads, as {@link #transact}. */
    public <T> T ask(Function<Mutiny.StatelessSession, Uni<T>> work) {
        return await(statement(work));
    }

    /** Waits for a stage on a virtual thread. */
    public static <T> T await(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new DatabaseException(
                    "the database refused: %s".formatted(e.getCause()), Objects.requireNonNullElse(e.getCause(), e));
        } catch (TimeoutException e) {
            throw new DatabaseException("no answer from the database within %d s".formatted(PATIENCE.toSeconds()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DatabaseException("interrupted while waiting for the database", e);
        }
    }

    /** The database is away or refused a statement; the caller's loop tries again. */
    public static final class DatabaseException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        DatabaseException(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
