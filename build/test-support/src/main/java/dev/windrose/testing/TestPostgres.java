package dev.windrose.testing;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One PostgreSQL for the tests of a JVM, on a free port, gone with the JVM; a database of its own for each caller.
 *
 * <p>It runs without fsync: these tests are about order and meaning, not about power cuts.
 */
public final class TestPostgres {
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private TestPostgres() {}

    /** A fresh, empty database. */
    public static Database freshDatabase() {
        var name = "test_" + NUMBER.incrementAndGet();
        try (var connection = Holder.SERVER.getPostgresDatabase().getConnection();
                var statement = connection.createStatement()) {
            statement.execute("create database " + name);
        } catch (SQLException e) {
            throw new IllegalStateException("cannot make database " + name, e);
        }
        return new Database(
                "postgresql://localhost:%d/%s".formatted(Holder.SERVER.getPort(), name), "postgres", "postgres");
    }

    /** Where a database is. */
    public record Database(String url, String user, String password) {
        /** A connection outside the code under test. */
        public Connection connect() throws SQLException {
            return DriverManager.getConnection("jdbc:" + url, user, password);
        }
    }

    private static final class Holder {
        static final EmbeddedPostgres SERVER = start();

        private static EmbeddedPostgres start() {
            try {
                return EmbeddedPostgres.builder()
                        .setPGStartupWait(Duration.ofSeconds(60))
                        .start();
            } catch (IOException e) {
                throw new UncheckedIOException("PostgreSQL did not start", e);
            }
        }
    }
}
