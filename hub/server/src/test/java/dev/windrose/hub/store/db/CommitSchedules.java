package dev.windrose.hub.store.db;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.testing.Seeded;
import dev.windrose.testing.TestPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.random.RandomGenerator;

/**
 * Transactions on the resource tables, interleaved step by step as a seed says: which one moves next is drawn, and nobody
 * moves until that one has either done its step or stands in line for a lock. Slow transactions are those that are drawn
 * late. A reader that follows the log by {@code version > cursor} looks in between. No step depends on time.
 */
final class CommitSchedules implements AutoCloseable {
    private static final int WRITERS = 5;
    private static final Duration SOON = Duration.ofSeconds(30);

    private final List<Connection> writers = new ArrayList<>();
    private final List<Integer> backends = new ArrayList<>();
    private final Connection reader;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private int waits;
    private int names;

    enum Verdict {
        SOUND,
        MISSED,
        REPEATED
    }

    private sealed interface Step {
        /** Takes a transaction id before there is anything in the log. */
        record TakeId() implements Step {}

        /** By the hub's own function, which draws the number before the transaction ends. */
        record Write(String name) implements Step {}

        /** By the function that makes several writes at once, each with a number of its own. */
        record WriteTwo(String name) implements Step {}

        /** By plain SQL, as bulk writes do: the number is drawn at the commit. */
        record Insert(String name) implements Step {}

        record End(boolean commit) implements Step {}
    }

    CommitSchedules(TestPostgres.Database database) throws SQLException {
        reader = database.connect();
        run(reader, "create table if not exists elsewhere (n integer)");
        for (int i = 0; i < WRITERS; i++) {
            Connection writer = database.connect();
            writer.setAutoCommit(false);
            backends.add(
                    Integer.valueOf(strings(writer, "select pg_backend_pid()").getFirst()));
            writer.rollback();
            writers.add(writer);
        }
    }

    /** How often a step had to stand in line for another transaction. */
    int waits() {
        return waits;
    }

    Verdict play(long seed) throws Exception {
        var random = Seeded.random(seed);
        var scripts = new ArrayList<Deque<Step>>();
        for (int i = 0; i < WRITERS; i++) {
            scripts.add(script(random));
        }
        var running = new ArrayList<CompletableFuture<Void>>();
        writers.forEach(_ -> running.add(CompletableFuture.completedFuture(null)));
        var start = newest();
        var cursor = start;
        var seen = new ArrayList<Long>();
        while (scripts.stream().anyMatch(script -> !script.isEmpty())) {
            var free = new ArrayList<Integer>();
            for (int i = 0; i < WRITERS; i++) {
                if (running.get(i).isDone() && !scripts.get(i).isEmpty()) {
                    running.get(i).get();
                    free.add(i);
                }
            }
            assertThat(free).as("somebody can always move").isNotEmpty();
            int next = free.get(random.nextInt(free.size()));
            running.set(next, begin(next, scripts.get(next).poll()));
            settle(running);
            if (random.nextInt(2) == 0) {
                cursor = read(cursor, seen);
            }
        }
        for (var step : running) {
            step.get();
        }
        read(cursor, seen);
        return verdict(start, seen);
    }

    private Deque<Step> script(RandomGenerator random) {
        var script = new ArrayDeque<Step>();
        for (int transaction = 0; transaction < 3; transaction++) {
            if (random.nextInt(2) == 0) {
                script.add(new Step.TakeId());
            }
            String name = "o" + names++;
            script.add(
                    switch (random.nextInt(4)) {
                        case 0 -> new Step.Insert(name);
                        case 1 -> new Step.WriteTwo(name);
                        default -> new Step.Write(name);
                    });
            script.add(new Step.End(random.nextInt(6) != 0));
        }
        return script;
    }

    private CompletableFuture<Void> begin(int writer, Step step) {
        Connection connection = writers.get(writer);
        return CompletableFuture.runAsync(
                () -> {
                    try {
                        take(connection, step);
                    } catch (SQLException e) {
                        throw new IllegalStateException(step.toString(), e);
                    }
                },
                threads);
    }

    private static void take(Connection connection, Step step) throws SQLException {
        switch (step) {
            case Step.TakeId() -> run(connection, "insert into elsewhere values (1)");
            case Step.Write(String name) ->
                assertThat(strings(
                                connection,
                                "select outcome from write_resource('CREATE', 'scheduled', '', '%s', '{\"metadata\": {}}', 0)"
                                        .formatted(name)))
                        .containsExactly("WRITTEN");
            case Step.WriteTwo(String name) ->
                assertThat(strings(connection, """
                                select outcome from write_resources('[
                                    {"place": 0, "operation": "CREATE", "resource": "scheduled", "namespace": "",
                                     "name": "%1$s-b", "object": {"metadata": {}}, "expected": 0},
                                    {"place": 1, "operation": "CREATE", "resource": "scheduled", "namespace": "",
                                     "name": "%1$s-a", "object": {"metadata": {}}, "expected": 0}]')""".formatted(name))).containsExactly("WRITTEN", "WRITTEN");
            case Step.Insert(String name) ->
                run(
                        connection,
                        "insert into resource (resource, namespace, name, object) values ('scheduled', '', '%s', '{\"metadata\": {}}')"
                                .formatted(name));
            case Step.End(boolean commit) -> {
                if (commit) {
                    connection.commit();
                } else {
                    connection.rollback();
                }
            }
        }
    }

    /** Until each step that was begun has ended or stands in line: the end of one may set another going. */
    private void settle(List<CompletableFuture<Void>> running) throws SQLException {
        long deadline = System.nanoTime() + SOON.toNanos();
        long ended;
        long waiting;
        do {
            ended = ended(running);
            waiting = 0;
            for (int i = 0; i < WRITERS; i++) {
                while (!running.get(i).isDone() && !isBlocked(i)) {
                    assertThat(System.nanoTime())
                            .as("a step neither ended nor waits")
                            .isLessThan(deadline);
                }
                waiting += running.get(i).isDone() ? 0 : 1;
            }
        } while (ended(running) != ended);
        waits += (int) waiting;
    }

    private static long ended(List<CompletableFuture<Void>> running) {
        return running.stream().filter(CompletableFuture::isDone).count();
    }

    private boolean isBlocked(int writer) throws SQLException {
        return strings(reader, "select cardinality(pg_blocking_pids(%d)) > 0".formatted(backends.get(writer)))
                .equals(List.of("t"));
    }

    private long read(long cursor, List<Long> seen) throws SQLException {
        var at = cursor;
        for (var version : strings(
                reader, "select version from resource_log where version > %d order by version".formatted(cursor))) {
            at = Long.parseLong(version);
            seen.add(at);
        }
        return at;
    }

    private Verdict verdict(long start, List<Long> seen) throws SQLException {
        var all = new TreeSet<Long>();
        strings(reader, "select version from resource_log where version > " + start)
                .forEach(version -> all.add(Long.valueOf(version)));
        if (new TreeSet<>(seen).size() != seen.size()) {
            return Verdict.REPEATED;
        }
        return all.equals(new TreeSet<>(seen)) ? Verdict.SOUND : Verdict.MISSED;
    }

    private long newest() throws SQLException {
        return Long.parseLong(strings(reader, "select coalesce(max(version), 0) from resource_log")
                .getFirst());
    }

    private static void run(Connection connection, String sql) throws SQLException {
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

    @Override
    public void close() throws SQLException {
        for (Connection writer : writers) {
            writer.close();
        }
        reader.close();
        threads.close();
    }
}
