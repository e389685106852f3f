package dev.windrose.hub.store.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.windrose.hub.store.db.CommitSchedules.Verdict;
import dev.windrose.testing.TestPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;

/**
 * Number order is commit order: who follows the log by {@code version > cursor} never misses a row. Each property is
 * also held against the trigger without its lock, which must fail: a test that cannot tell the two apart is none.
 */
class CommitOrderIT {
    private static final String LOCK = "perform pg_advisory_xact_lock";
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final int SCHEDULES = 100;

    private final TestPostgres.Database database = migrated();

    /**
     * X takes a transaction id early, on another table. Y writes and stays open. X writes and commits. A reader passes
     * X's number. Y commits: was Y's number smaller, its row is never read.
     */
    @Test
    void aWriterThatStayedOpenIsNotPassedByTheReader() throws Exception {
        assertThat(rowsMissedWhenOneWriterStaysOpen()).isEmpty();
    }

    @Test
    void withoutTheLockThatRowIsMissed() throws Exception {
        takeTheLockOut();

        assertThat(rowsMissedWhenOneWriterStaysOpen()).containsExactly("y");
    }

    /** Whatever the order in which transactions begin, write, wait for each other and end. */
    @Test
    void inNoScheduleIsARowMissedOrRepeated() throws Exception {
        try (var schedules = new CommitSchedules(database)) {
            for (long seed = 1; seed <= SCHEDULES; seed++) {
                assertThat(schedules.play(seed)).as("seed %d", seed).isEqualTo(Verdict.SOUND);
            }
            // Else the schedules would prove nothing: writers did stand in line for each other.
            assertThat(schedules.waits()).isGreaterThan(SCHEDULES);
        }
    }

    /** The same schedules find what is wrong without the lock. */
    @Test
    void withoutTheLockTheSameSchedulesMissRows() throws Exception {
        takeTheLockOut();
        var missed = new ArrayList<Long>();
        try (var schedules = new CommitSchedules(database)) {
            for (long seed = 1; seed <= SCHEDULES; seed++) {
                if (schedules.play(seed) == Verdict.MISSED) {
                    missed.add(seed);
                }
            }
            assertThat(schedules.waits()).isZero();
        }

        assertThat(missed).hasSizeGreaterThan(SCHEDULES / 4);
    }

    @Test
    void theNumberStandsOnTheRowToo() throws Exception {
        try (var connection = database.connect()) {
            insert(connection, "a");
            insert(connection, "b");
            assertThat(strings(connection, """
                            select r.name || (r.version = l.version) from resource r
                              join resource_log l using (resource, namespace, name) order by l.version""")).containsExactly("atrue", "btrue");
        }
    }

    @Test
    void aChangeOfTheVersionAloneIsNoChange() throws Exception {
        try (var connection = database.connect()) {
            insert(connection, "a");
            execute(connection, "update resource set version = version where name = 'a'");
            assertThat(strings(connection, "select change from resource_log")).containsExactly("ADDED");
        }
    }

    /** A transaction that fails leaves neither row nor log. */
    @Test
    void whatRollsBackLeavesNoTrace() throws Exception {
        try (var connection = database.connect()) {
            connection.setAutoCommit(false);
            insert(connection, "a");
            execute(connection, "set constraints resource_log_order immediate");
            connection.rollback();
            assertThat(strings(connection, "select name from resource union all select name from resource_log"))
                    .isEmpty();
        }
    }

    private List<String> rowsMissedWhenOneWriterStaysOpen() throws Exception {
        try (var x = database.connect();
                var y = database.connect();
                var reader = database.connect();
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            execute(reader, "create table other (n integer)");
            x.setAutoCommit(false);
            y.setAutoCommit(false);
            execute(x, "insert into other values (1)");
            write(y, "y");
            // With the lock X now waits for Y; without it X commits at once, with a later number.
            var committed = CompletableFuture.runAsync(() -> writeAndCommit(x, "x"), threads);
            await().atMost(SOON).until(() -> committed.isDone() || waitsForALock(reader));

            var seen = new TreeSet<String>();
            var cursor = read(reader, 0, seen);
            y.commit();
            committed.get();
            read(reader, cursor, seen);

            var missed = new ArrayList<>(List.of("x", "y"));
            missed.removeAll(seen);
            return missed;
        }
    }

    /** By the hub's own function, which draws the number before the transaction ends. */
    private static void write(Connection connection, String name) throws SQLException {
        assertThat(strings(
                        connection,
                        "select outcome from write_resource('CREATE', 'widgets', '', '%s', '{\"metadata\": {}}', 0)"
                                .formatted(name)))
                .containsExactly("WRITTEN");
    }

    private static void writeAndCommit(Connection connection, String name) {
        try {
            write(connection, name);
            connection.commit();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void insert(Connection connection, String name) throws SQLException {
        execute(
                connection,
                "insert into resource (resource, namespace, name, object) values ('widgets', '', '%s', '{}')"
                        .formatted(name));
    }

    private static long read(Connection reader, long cursor, Set<String> seen) throws SQLException {
        var at = cursor;
        for (var row : strings(
                reader,
                "select version || ' ' || name from resource_log where version > %d order by version"
                        .formatted(cursor))) {
            at = Long.parseLong(row.substring(0, row.indexOf(' ')));
            seen.add(row.substring(row.indexOf(' ') + 1));
        }
        return at;
    }

    private static boolean waitsForALock(Connection connection) throws SQLException {
        return strings(connection, """
                        select count(*) from pg_locks l join pg_database d on d.oid = l.database
                         where d.datname = current_database() and l.locktype = 'advisory' and not l.granted""").equals(List.of("1"));
    }

    private void takeTheLockOut() throws SQLException {
        try (var connection = database.connect()) {
            var function = strings(connection, "select pg_get_functiondef('append_resource_log'::regproc)")
                    .getFirst();
            assertThat(function).contains(LOCK);
            execute(connection, function.replace(LOCK, "perform abs"));
        }
    }

    private static TestPostgres.Database migrated() {
        var database = TestPostgres.freshDatabase();
        Flyway.configure()
                .dataSource("jdbc:" + database.url(), database.user(), database.password())
                .locations("classpath:db/migration")
                .load()
                .migrate();
        return database;
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static List<String> strings(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            var values = new ArrayList<String>();
            while (rows.next()) {
                values.add(rows.getString(1));
            }
            return values;
        }
    }
}
