package dev.windrose.simulator.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.kubeapi.store.InMemoryResourceStore;
import dev.windrose.kubeapi.store.InMemoryResourceStore.Snapshot;
import dev.windrose.kubeapi.store.ObjectKey;
import dev.windrose.kubeapi.store.ResourceName;
import dev.windrose.kubeapi.store.WriteResult;
import dev.windrose.simulator.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileJournalTest {
    private static final ResourceName MAPS = new ResourceName("", "configmaps");

    @TempDir
    Path folder;

    @Test
    void everyPrefixOfTheFileIsAStateThatWas() throws IOException {
        Path file = folder.resolve("journal");
        try (FileJournal journal = FileJournal.open(file)) {
            var store = new InMemoryResourceStore(10, journal, Snapshot.EMPTY);
            for (int i = 0; i < 5; i++) {
                create(store, "m" + i);
            }
            update(store, "m0", 1, "later");
            store.delete(key("m1"), 2);
        }
        byte[] whole = Files.readAllBytes(file);

        int objects = 0;
        for (int end = 0; end <= whole.length; end++) {
            Path torn = folder.resolve("torn");
            Files.write(torn, Arrays.copyOf(whole, end));
            try (FileJournal journal = FileJournal.open(torn)) {
                int now = journal.snapshot().entries().size();
                assertThat(now).isIn(objects, objects + 1, objects - 1);
                objects = now;
            }
        }
        assertThat(objects).isEqualTo(4);
    }

    @Test
    void restoredStoreGoesOnWithTheNextVersion() throws IOException {
        Path file = folder.resolve("journal");
        try (FileJournal journal = FileJournal.open(file)) {
            var store = new InMemoryResourceStore(10, journal, Snapshot.EMPTY);
            create(store, "a");
            create(store, "b");
            // The newest change is a deletion: its number must not be given again.
            store.delete(key("b"), 2);
        }
        try (FileJournal journal = FileJournal.open(file)) {
            assertThat(journal.snapshot().version()).isEqualTo(3);
        }
        try (FileJournal journal = FileJournal.open(file)) {
            var store = new InMemoryResourceStore(10, journal, journal.snapshot());
            assertThat(create(store, "c")).isEqualTo(4);
            assertThat(store.get(key("a"))
                            .toCompletableFuture()
                            .join()
                            .orElseThrow()
                            .path("metadata"))
                    .hasToString("{\"name\":\"a\",\"resourceVersion\":\"1\"}");
        }
    }

    @Test
    void damageInTheMiddleStopsTheStartAndNamesTheLine() throws IOException {
        Path file = folder.resolve("journal");
        try (FileJournal journal = FileJournal.open(file)) {
            var store = new InMemoryResourceStore(10, journal, Snapshot.EMPTY);
            create(store, "a");
            create(store, "b");
        }
        List<String> lines = Files.readAllLines(file);
        lines.set(1, lines.get(1).substring(5));
        Files.write(file, (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));

        assertThatThrownBy(() -> FileJournal.open(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("journal:2: ");
    }

    @Test
    void changeThatCannotBeWrittenHasNotHappened() throws IOException {
        FileJournal journal = FileJournal.open(folder.resolve("journal"));
        var store = new InMemoryResourceStore(10, journal, Snapshot.EMPTY);
        create(store, "a");
        journal.close();

        assertThat(store.create(key("b"), object("b")).toCompletableFuture()).isCompletedExceptionally();
        assertThat(store.get(key("b")).toCompletableFuture().join()).isEmpty();
        assertThat(store.currentVersion().toCompletableFuture().join()).isEqualTo(1);
    }

    @Test
    void startRewritesTheFileToWhatIsAlive() throws IOException {
        Path file = folder.resolve("journal");
        try (FileJournal journal = FileJournal.open(file)) {
            var store = new InMemoryResourceStore(10, journal, Snapshot.EMPTY);
            create(store, "a");
            for (int version = 1; version < 50; version++) {
                update(store, "a", version, "v" + version);
            }
        }
        assertThat(Files.readAllLines(file)).hasSize(51);
        FileJournal.open(file).close();
        assertThat(Files.readAllLines(file)).hasSize(2);
    }

    private static long create(InMemoryResourceStore store, String name) {
        WriteResult result =
                store.create(key(name), object(name)).toCompletableFuture().join();
        return ((WriteResult.Written) result).version();
    }

    private static void update(InMemoryResourceStore store, String name, long version, String data) {
        ObjectNode object = object(name);
        object.putObject("data").put("k", data);
        assertThat(store.update(key(name), object, version)
                        .toCompletableFuture()
                        .join())
                .isInstanceOf(WriteResult.Written.class);
    }

    private static ObjectKey key(String name) {
        return new ObjectKey(MAPS, "default", name);
    }

    private static ObjectNode object(String name) {
        ObjectNode object = Json.object();
        object.putObject("metadata").put("name", name);
        return object;
    }
}
