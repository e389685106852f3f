package dev.windrose.kubeapi.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What every {@link ResourceStore} holds. An implementation's test extends this class (it comes in the test jar of this
 * module); each test gets an empty store of its own.
 */
public abstract class ResourceStoreContract {
    protected static final ResourceName WIDGETS = new ResourceName("demo.windrose.dev", "widgets");
    protected static final ResourceName GADGETS = new ResourceName("demo.windrose.dev", "gadgets");

    private static final int SECONDS = 30;

    protected ResourceStore store;

    /** An empty store. */
    protected abstract ResourceStore open() throws Exception;

    /** Frees what {@link #open} took. */
    protected void close(ResourceStore opened) throws Exception {}

    /** Changes that fill the window, so that a watch from before them has to expire; empty when the store has none. */
    protected abstract Optional<Integer> changesThatExpire();

    /** Called after the changes that expire: a store that trims only now and then trims now. */
    protected void trim(ResourceStore opened) throws Exception {}

    /** Makes fields of the collection selectable, in a store that has to know. */
    protected void declareSelectable(ResourceStore opened, ResourceName collection, String... paths) throws Exception {}

    @BeforeEach
    void openStore() throws Exception {
        store = open();
    }

    @AfterEach
    void closeStore() throws Exception {
        close(store);
    }

    @Test
    void createsOnceAndStampsTheVersion() {
        var first = await(store.create(key("a", "one"), object("a", "one", 1)));
        var second = await(store.create(key("a", "one"), object("a", "one", 2)));

        var written = (WriteResult.Written) first;
        assertThat(second).isInstanceOf(WriteResult.AlreadyExists.class);
        assertThat(versionOf(written.object())).isEqualTo(written.version());
        assertThat(await(store.get(key("a", "one")))).contains(written.object());
    }

    @Test
    void updatesOnlyTheExpectedVersion() {
        long created = write(store.create(key("a", "one"), object("a", "one", 1)));
        long updated = write(store.update(key("a", "one"), object("a", "one", 2), created));

        assertThat(updated).isGreaterThan(created);
        assertThat(await(store.update(key("a", "one"), object("a", "one", 3), created)))
                .isEqualTo(new WriteResult.Conflict(updated));
        assertThat(await(store.update(key("a", "none"), object("a", "none", 1), 1)))
                .isInstanceOf(WriteResult.NotFound.class);
        assertThat(stateOf("a", "one")).contains(2);
    }

    @Test
    void ofManyUpdatesEachCountsForItself() {
        long one = write(store.create(key("a", "one"), object("a", "one", 1)));
        long two = write(store.create(key("a", "two"), object("a", "two", 1)));
        long three = write(store.create(key("b", "three"), object("b", "three", 1)));

        var results = await(store.updateAll(List.of(
                new ResourceStore.Update(key("b", "three"), object("b", "three", 2), three),
                new ResourceStore.Update(key("a", "none"), object("a", "none", 2), 1),
                new ResourceStore.Update(key("a", "two"), object("a", "two", 2), two + 1000),
                new ResourceStore.Update(key("a", "one"), object("a", "one", 2), one))));

        assertThat(results.get(1)).isInstanceOf(WriteResult.NotFound.class);
        assertThat(results.get(2)).isEqualTo(new WriteResult.Conflict(two));
        assertThat(List.of(stateOf("a", "one"), stateOf("a", "two"), stateOf("b", "three")))
                .containsExactly(Optional.of(2), Optional.of(1), Optional.of(2));
        var first = (WriteResult.Written) results.get(0);
        var last = (WriteResult.Written) results.get(3);
        assertThat(first.version()).isGreaterThan(three).isNotEqualTo(last.version());
        assertThat(await(store.get(key("b", "three")))).contains(first.object());
        assertThat(await(store.get(key("a", "one")))).contains(last.object());
        assertThat(await(store.updateAll(List.of()))).isEmpty();
    }

    @Test
    void deletesOnlyTheExpectedVersionAndTellsTheLastState() {
        long created = write(store.create(key("a", "one"), object("a", "one", 7)));

        assertThat(await(store.delete(key("a", "one"), created + 1000))).isInstanceOf(WriteResult.Conflict.class);
        var deleted = (WriteResult.Written) await(store.delete(key("a", "one"), created));

        assertThat(deleted.object().path("spec").path("n").asInt()).isEqualTo(7);
        assertThat(deleted.version()).isGreaterThan(created);
        assertThat(versionOf(deleted.object())).isEqualTo(deleted.version());
        assertThat(await(store.get(key("a", "one")))).isEmpty();
        assertThat(await(store.delete(key("a", "one"), created))).isInstanceOf(WriteResult.NotFound.class);
    }

    @Test
    void versionsRiseOverAllCollections() {
        long widget = write(store.create(key("a", "one"), object("a", "one", 1)));
        long gadget = write(store.create(new ObjectKey(GADGETS, "a", "one"), object("a", "one", 1)));

        assertThat(gadget).isGreaterThan(widget);
        assertThat(await(store.currentVersion())).isGreaterThanOrEqualTo(gadget);
        assertThat(await(store.list(ListQuery.all(WIDGETS))).objects()).hasSize(1);
    }

    @Test
    void listsInOrderOfNamespaceAndName() {
        for (String at : List.of("b/x", "a/z", "a/a", "ab/a", "a-b/a")) {
            String[] parts = at.split("/");
            write(store.create(key(parts[0], parts[1]), object(parts[0], parts[1], 1)));
        }

        assertThat(keys(await(store.list(ListQuery.in(WIDGETS, "a"))))).containsExactly("a/a", "a/z");
        assertThat(keys(await(store.list(ListQuery.all(WIDGETS)))))
                .containsExactly("a/a", "a/z", "a-b/a", "ab/a", "b/x");
    }

    @Test
    void pagesAreStableUnderWrites() {
        for (int i = 0; i < 10; i++) {
            write(store.create(key("a", "n" + i), object("a", "n" + i, i)));
        }
        var seen = new ArrayList<String>();
        Optional<ObjectKey> after = Optional.empty();
        boolean more = true;
        int page = 0;

        while (more) {
            Page found = await(store.list(new ListQuery(WIDGETS, Optional.of("a"), 3, after)));
            seen.addAll(keys(found));
            more = found.more();
            ObjectNode last = found.objects().getLast();
            after = Optional.of(key("a", last.path("metadata").path("name").asText()));
            // What lies behind us goes away, what lies before us too: neither may repeat or skip what stays.
            delete("a", "n" + page);
            write(store.create(key("a", "a" + page), object("a", "a" + page, 0)));
            page++;
        }

        assertThat(seen).doesNotHaveDuplicates().contains("a/n4", "a/n5", "a/n6", "a/n7", "a/n8", "a/n9");
        assertThat(await(store.list(new ListQuery(WIDGETS, Optional.of("a"), 3, Optional.of(key("a", "zzz")))))
                        .objects())
                .isEmpty();
    }

    @Test
    void watchTellsEveryChangeOfItsCollectionInOrder() throws Exception {
        long start = write(store.create(key("a", "before"), object("a", "before", 0)));
        var recorder = new Recorder();
        try (var _ = store.watch(WIDGETS, Optional.of("a"), start, recorder)) {
            long created = write(store.create(key("a", "one"), object("a", "one", 1)));
            write(store.create(key("b", "other"), object("b", "other", 1)));
            write(store.create(new ObjectKey(GADGETS, "a", "other"), object("a", "other", 1)));
            long updated = write(store.update(key("a", "one"), object("a", "one", 2), created));
            write(store.delete(key("a", "one"), updated));

            List<StoreEvent> events = recorder.take(3);

            assertThat(events)
                    .extracting(StoreEvent::type)
                    .containsExactly(StoreEvent.Type.ADDED, StoreEvent.Type.MODIFIED, StoreEvent.Type.DELETED);
            assertThat(events).allSatisfy(e -> assertThat(versionOf(e.object())).isEqualTo(e.version()));
            assertThat(events.get(2).object().path("spec").path("n").asInt()).isEqualTo(2);
        }
    }

    @Test
    void watchSeesTheStateBeforeALabelChange() throws Exception {
        ObjectNode labelled = object("a", "one", 1);
        ((ObjectNode) labelled.get("metadata")).putObject("labels").put("team", "x");
        long created = write(store.create(key("a", "one"), labelled));
        var recorder = new Recorder();
        try (var _ = store.watch(WIDGETS, Optional.empty(), created, recorder)) {
            write(store.update(key("a", "one"), object("a", "one", 1), created));

            StoreEvent event = recorder.take(1).getFirst();

            assertThat(event.before()).isNotNull();
            assertThat(event.before().labels().path("team").asText()).isEqualTo("x");
        }
    }

    @Test
    void watchSeesTheStateBeforeASelectableFieldChanges() throws Exception {
        declareSelectable(store, WIDGETS, ".spec.n");
        long created = write(store.create(key("a", "one"), object("a", "one", 1)));
        var recorder = new Recorder();
        try (var _ = store.watch(WIDGETS, Optional.empty(), created, recorder)) {
            write(store.update(key("a", "one"), object("a", "one", 2), created));

            StoreEvent event = recorder.take(1).getFirst();

            assertThat(event.before()).isNotNull();
            assertThat(event.before().tree().path("spec").path("n").asInt()).isEqualTo(1);
        }
    }

    @Test
    void pagesShowTheVersionTheyAreAskedFor() {
        for (int i = 0; i < 4; i++) {
            write(store.create(key("a", "n" + i), object("a", "n" + i, i)));
        }
        Page first = await(store.list(new ListQuery(WIDGETS, Optional.empty(), 2, Optional.empty())));
        long version = versionOf(await(store.get(key("a", "n2"))).orElseThrow());
        write(store.update(key("a", "n2"), object("a", "n2", 77), version));
        delete("a", "n3");
        write(store.create(key("a", "n11"), object("a", "n11", 0)));

        Page second = await(store.list(new ListQuery(
                WIDGETS, Optional.empty(), 2, Optional.of(key("a", "n1")), Optional.of(first.version()))));

        assertThat(first.remaining()).isEqualTo(2);
        assertThat(keys(second)).containsExactly("a/n2", "a/n3");
        assertThat(second.objects().getFirst().path("spec").path("n").asInt()).isEqualTo(2);
        assertThat(second.version()).isEqualTo(first.version());
        assertThat(second.more()).isFalse();
    }

    @Test
    void aVersionThatNobodyWroteYetIsNotKnown() {
        long now = await(store.currentVersion());

        var page =
                store.list(new ListQuery(WIDGETS, Optional.empty(), 0, Optional.empty(), Optional.of(now + 1_000_000)));

        assertThat(page.toCompletableFuture())
                .failsWithin(java.time.Duration.ofSeconds(SECONDS))
                .withThrowableThat()
                .havingRootCause()
                .isInstanceOf(VersionGoneException.class);
    }

    /** Else who waits for a version that came before the watch waits for ever. */
    @Test
    void aWatchFromTheNewestVersionIsToldThatItHasArrived() throws Exception {
        await(store.create(key("a", "x"), object("a", "x", 1)));
        long newest = await(store.currentVersion());
        var recorder = new Recorder();

        try (var _ = store.watch(WIDGETS, Optional.empty(), newest, recorder)) {
            assertThat(recorder.takeUntil(newest)).isEmpty();
        }
    }

    @Test
    void listAndWatchNeitherLoseNorRepeatUnderConcurrentWriters() throws Exception {
        int writers = 4;
        int each = 60;
        var started = new CountDownLatch(1);
        var threads = new ArrayList<Thread>();
        for (int w = 0; w < writers; w++) {
            int writer = w;
            threads.add(Thread.ofVirtual().start(() -> churn(started, writer, each)));
        }
        started.countDown();
        Page listed = await(store.list(ListQuery.all(WIDGETS)));
        var recorder = new Recorder();
        try (var _ = store.watch(WIDGETS, Optional.empty(), listed.version(), recorder)) {
            for (Thread thread : threads) {
                assertThat(thread.join(java.time.Duration.ofSeconds(SECONDS))).isTrue();
            }
            long end = await(store.currentVersion());
            Map<String, Integer> state = new HashMap<>();
            listed.objects()
                    .forEach(o -> state.put(keyOf(o), o.path("spec").path("n").asInt()));
            long last = listed.version();
            for (StoreEvent event : recorder.takeUntil(end)) {
                assertThat(event.version()).isGreaterThan(last);
                last = event.version();
                if (event.type() == StoreEvent.Type.DELETED) {
                    assertThat(state.remove(keyOf(event.object()))).isNotNull();
                } else {
                    boolean known = state.put(
                                    keyOf(event.object()),
                                    event.object().path("spec").path("n").asInt())
                            != null;
                    assertThat(known).isEqualTo(event.type() == StoreEvent.Type.MODIFIED);
                }
            }

            Map<String, Integer> truth = new HashMap<>();
            await(store.list(ListQuery.all(WIDGETS)))
                    .objects()
                    .forEach(o -> truth.put(keyOf(o), o.path("spec").path("n").asInt()));
            assertThat(state).isEqualTo(truth);
        }
    }

    private void churn(CountDownLatch started, int writer, int each) {
        try {
            started.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        for (int i = 0; i < each; i++) {
            String name = "w%d-%d".formatted(writer, i % 7);
            var found = await(store.get(key("a", name)));
            if (found.isEmpty()) {
                await(store.create(key("a", name), object("a", name, i)));
            } else if (i % 5 == 4) {
                await(store.delete(key("a", name), versionOf(found.get())));
            } else {
                await(store.update(key("a", name), object("a", name, i), versionOf(found.get())));
            }
        }
    }

    @Test
    void onlyOneOfManyWritersWins() throws Exception {
        long created = write(store.create(key("a", "one"), object("a", "one", 0)));
        var results = new LinkedBlockingQueue<WriteResult>();
        var threads = new ArrayList<Thread>();
        for (int i = 0; i < 8; i++) {
            int n = i;
            threads.add(Thread.ofVirtual()
                    .start(() -> results.add(await(store.update(key("a", "one"), object("a", "one", n), created)))));
        }
        for (Thread thread : threads) {
            assertThat(thread.join(java.time.Duration.ofSeconds(SECONDS))).isTrue();
        }

        assertThat(results).filteredOn(WriteResult.Written.class::isInstance).hasSize(1);
        assertThat(results).filteredOn(WriteResult.Conflict.class::isInstance).hasSize(7);
    }

    @Test
    void watchFromBeforeTheWindowExpires() throws Exception {
        Optional<Integer> changes = changesThatExpire();
        org.junit.jupiter.api.Assumptions.assumeTrue(changes.isPresent(), "this store keeps every change");
        long start = write(store.create(key("a", "one"), object("a", "one", 0)));
        long version = start;
        for (int i = 0; i < changes.get(); i++) {
            version = write(store.update(key("a", "one"), object("a", "one", i), version));
        }
        trim(store);
        var recorder = new Recorder();

        try (var _ = store.watch(WIDGETS, Optional.empty(), start, recorder)) {
            assertThat(recorder.expired.await(SECONDS, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void closedWatchHearsNothingMore() throws Exception {
        long start = write(store.create(key("a", "one"), object("a", "one", 0)));
        var closed = new Recorder();
        var open = new Recorder();
        store.watch(WIDGETS, Optional.empty(), start, closed).close();
        try (var _ = store.watch(WIDGETS, Optional.empty(), start, open)) {
            write(store.create(key("a", "two"), object("a", "two", 0)));
            open.take(1);

            assertThat(closed.events).isEmpty();
        }
    }

    private void delete(String namespace, String name) {
        await(store.get(key(namespace, name))).ifPresent(o -> write(store.delete(key(namespace, name), versionOf(o))));
    }

    private Optional<Integer> stateOf(String namespace, String name) {
        return await(store.get(key(namespace, name)))
                .map(o -> o.path("spec").path("n").asInt());
    }

    protected static ObjectKey key(String namespace, String name) {
        return new ObjectKey(WIDGETS, namespace, name);
    }

    protected static ObjectNode object(String namespace, String name, int n) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        object.put("apiVersion", "demo.windrose.dev/v1").put("kind", "Widget");
        object.putObject("metadata")
                .put("name", name)
                .put("namespace", namespace)
                .put(
                        "uid",
                        java.util
                                .UUID
                                .nameUUIDFromBytes(
                                        (namespace + "/" + name).getBytes(java.nio.charset.StandardCharsets.UTF_8))
                                .toString());
        object.putObject("spec").put("n", n);
        return object;
    }

    private static List<String> keys(Page page) {
        return page.objects().stream().map(ResourceStoreContract::keyOf).toList();
    }

    private static String keyOf(ObjectNode object) {
        return object.path("metadata").path("namespace").asText()
                + "/"
                + object.path("metadata").path("name").asText();
    }

    protected static long versionOf(ObjectNode object) {
        return Long.parseLong(object.path("metadata").path("resourceVersion").asText());
    }

    protected static long write(CompletionStage<WriteResult> write) {
        WriteResult result = await(write);
        assertThat(result).isInstanceOf(WriteResult.Written.class);
        return ((WriteResult.Written) result).version();
    }

    protected static <T> T await(CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(SECONDS, TimeUnit.SECONDS).join();
    }

    /** Writes down what a watch tells. */
    protected static final class Recorder implements ResourceStore.WatchListener {
        final LinkedBlockingQueue<Object> heard = new LinkedBlockingQueue<>();
        final List<StoreEvent> events = java.util.Collections.synchronizedList(new ArrayList<>());
        final CountDownLatch expired = new CountDownLatch(1);

        @Override
        public void onEvent(StoreEvent event) {
            events.add(event);
            heard.add(event);
        }

        @Override
        public void onProgress(long version) {
            heard.add(version);
        }

        @Override
        public void onExpired(String reason) {
            expired.countDown();
        }

        List<StoreEvent> take(int count) throws InterruptedException {
            var taken = new ArrayList<StoreEvent>();
            while (taken.size() < count) {
                Object next = heard.poll(SECONDS, TimeUnit.SECONDS);
                assertThat(next).as("heard only %s of %d events", taken, count).isNotNull();
                if (next instanceof StoreEvent event) {
                    taken.add(event);
                }
            }
            return taken;
        }

        /** Everything up to a version, as events and progress tell. */
        List<StoreEvent> takeUntil(long version) throws InterruptedException {
            var taken = new ArrayList<StoreEvent>();
            long at = 0;
            while (at < version) {
                Object next = heard.poll(SECONDS, TimeUnit.SECONDS);
                assertThat(next).as("stopped at %d, before %d", at, version).isNotNull();
                if (next instanceof StoreEvent event) {
                    taken.add(event);
                    at = event.version();
                } else {
                    at = Math.max(at, (Long) next);
                }
            }
            return taken;
        }
    }
}
