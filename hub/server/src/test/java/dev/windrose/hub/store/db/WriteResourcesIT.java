package dev.windrose.hub.store.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.windrose.testing.TestPostgres;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;

/** {@code write_resources}: several writes in one transaction, each as if it were alone. */
class WriteResourcesIT {
    private final TestPostgres.Database database = migrated();

    @Test
    void eachWriteHasItsOwnOutcome() throws Exception {
        assertThat(write(create("kept"), create("changed"), create("gone")))
                .containsExactly("0 WRITTEN", "1 WRITTEN", "2 WRITTEN");

        assertThat(write(
                        create("new"),
                        create("kept"),
                        update("changed", version("changed")),
                        update("kept", 4711),
                        update("never", 1),
                        delete("gone", version("gone")),
                        delete("absent", 1)))
                .containsExactly("0 WRITTEN", "1 EXISTS", "2 WRITTEN", "3 CONFLICT", "4 GONE", "5 WRITTEN", "6 GONE");
        assertThat(strings("select name || ' ' || (object ->> 'round') from resource order by name"))
                .containsExactly("changed 2", "kept 1", "new 1");
    }

    @Test
    void numbersAreThoseOfTheLog() throws Exception {
        write(create("b"), create("a"));
        write(create("c"), update("a", version("a")), delete("b", version("b")));

        assertThat(strings("""
                        select l.change || ' ' || l.name || ' ' || coalesce(cast(r.version = l.version as text), 'gone')
                          from resource_log l left join resource r using (resource, namespace, name) order by l.version"""))
                .containsExactly("ADDED a false", "ADDED b gone", "ADDED c true", "MODIFIED a true", "DELETED b gone");
        assertThat(answers(create("d"), update("a", version("a")), delete("c", version("c"))))
                .containsExactlyElementsOf(
                        strings("select name || ' ' || version from resource_log where version > 5 order by name"));
    }

    /** The account of each request stands with its own write only, and what was not written has none. */
    @Test
    void accountsCommitWithTheirWrites() throws Exception {
        write(
                create("a").replace("}]", ", \"account\": {\"user\": \"alice\", \"namespace\": \"ns\"}}]"),
                create("b"),
                update("never", 1).replace("}]", ", \"account\": {\"user\": \"bob\"}}]"));

        assertThat(strings("""
                        select username || ' ' || namespace || ' ' || (event ->> 'name') || ' ' || (event ->> 'uid')
                          from audit_event""")).containsExactly("alice ns a uid-a");
    }

    @Test
    void aDeletionsAccountNamesWhatIsGone() throws Exception {
        write(create("a"));
        write(delete("a", version("a")).replace("}]", ", \"account\": {\"user\": \"alice\"}}]"));

        assertThat(strings("select (event ->> 'name') || ' ' || (event ->> 'uid') from audit_event"))
                .containsExactly("a uid-a");
    }

    /** What the database cannot hold takes the others along: the caller has to try them one by one. */
    @Test
    void badDataUndoesAll() {
        assertThatThrownBy(() -> write(create("a"), create("b").replace("uid-b", "\\u0000")))
                .isInstanceOf(SQLException.class);
    }

    private static String create(String name) {
        return entry("CREATE", name, 1, 0);
    }

    private static String update(String name, long expected) {
        return entry("UPDATE", name, 2, expected);
    }

    private static String delete(String name, long expected) {
        return entry("DELETE", name, 0, expected);
    }

    private static String entry(String operation, String name, int round, long expected) {
        return """
                [{"operation": "%s", "resource": "widgets", "namespace": "ns", "name": "%s", "expected": %d,
                  "object": {"round": %d, "metadata": {"uid": "uid-%s"}}}]""".formatted(operation, name, expected, round, name);
    }

    private List<String> write(String... entries) throws SQLException {
        return call("place || ' ' || outcome", entries);
    }

    /** Name and number of each write. */
    private List<String> answers(String... entries) throws SQLException {
        var numbers = call("cast(number as text)", entries);
        var answers = new ArrayList<String>();
        for (int i = 0; i < entries.length; i++) {
            answers.add(entries[i].replaceAll("(?s).*\"name\": \"([^\"]*)\".*", "$1") + " " + numbers.get(i));
        }
        answers.sort(null);
        return answers;
    }

    private List<String> call(String columns, String... entries) throws SQLException {
        var given = new ArrayList<String>();
        for (String entry : entries) {
            given.add("{\"place\": %d, %s".formatted(given.size(), entry.substring(2, entry.length() - 1)));
        }
        return strings(
                "select %s from write_resources('[%s]') order by place".formatted(columns, String.join(",", given)));
    }

    private long version(String name) throws SQLException {
        return Long.parseLong(strings("select version from resource where name = '%s'".formatted(name))
                .getFirst());
    }

    private List<String> strings(String query) throws SQLException {
        try (var connection = database.connect();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(query)) {
            var found = new ArrayList<String>();
            while (rows.next()) {
                found.add(rows.getString(1));
            }
            return found;
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
}
