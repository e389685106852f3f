package dev.windrose.hub.store.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.hub.StoreTestProfile;
import dev.windrose.kubeapi.store.ObjectKey;
import dev.windrose.kubeapi.store.ResourceName;
import dev.windrose.kubeapi.store.ResourceStore;
import dev.windrose.kubeapi.store.StoreEvent;
import dev.windrose.kubeapi.store.WriteResult;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A feed of its own with a window of ten events and pages of four, over the hub's log. */
@QuarkusTest
@TestProfile(StoreTestProfile.class)
class ChangeFeedIT {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final AtomicInteger NUMBER = new AtomicInteger();

    @Inject
    PgResourceStore store;

    @Inject
    ResourceLog log;

    private final List<ChangeFeed> feeds = new ArrayList<>();
    private final ResourceName widgets = new ResourceName("feed.test", "widgets" + NUMBER.incrementAndGet());

    @AfterEach
    void stopFeeds() {
        feeds.forEach(ChangeFeed::stop);
    }

    @Test
    void resumesFromAnyVersionWithoutGapOrRepetition() {
        var feed = feed();
        var versions = write(25);
        feed.wake();
        var everything = new Recorder();
        watch(feed, versions.getFirst() - 1, everything);
        await().atMost(SOON).until(() -> everything.versions().size() == 25);

        for (int from = 0; from < 25; from += 3) {
            var recorder = new Recorder();
            watch(feed, versions.get(from), recorder);
            var rest = versions.subList(from + 1, 25);
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(recorder.versions()).isEqualTo(rest));
            await().atMost(SOON).until(() -> recorder.progress.get() >= versions.getLast());
            assertThat(recorder.expired).isEmpty();
        }
    }

    @Test
    void aWatchFromBeforeTheFeedBeganReadsTheTable() {
        var versions = write(9);
        var recorder = new Recorder();

        watch(feed(), versions.getFirst() - 1, recorder);

        await().atMost(SOON).untilAsserted(() -> assertThat(recorder.versions()).isEqualTo(versions));
    }

    @Test
    void aWatchFromBeforeWhatWasTrimmedIsToldSo() {
        var versions = write(12);
        log.trim(3);
        var old = new Recorder();
        var fresh = new Recorder();
        var feed = feed();

        watch(feed, versions.getFirst(), old);
        watch(feed, log.trimmedUpTo(), fresh);

        await().atMost(SOON).until(() -> !old.expired.isEmpty());
        assertThat(old.versions()).doesNotContainSequence(versions.subList(9, 12));
        await().atMost(SOON).untilAsserted(() -> assertThat(fresh.versions()).isEqualTo(versions.subList(9, 12)));
        assertThat(fresh.expired).isEmpty();
    }

    /** The feed reads on by itself each second; between two reads the log may be trimmed past it. */
    @Test
    void aFeedThatFellBehindTheLogEndsItsWatchesAndLeavesNoGap() {
        var feed = feed();
        var at = write(1).getLast();
        var recorder = new Recorder();
        watch(feed, at, recorder);
        await().atMost(SOON).until(() -> recorder.progress.get() >= at);

        var versions = write(12);
        log.trim(3);
        feed.wake();

        await().atMost(SOON)
                .until(() -> !recorder.expired.isEmpty() || recorder.versions().equals(versions));
        var heard = recorder.versions();
        assertThat(versions.subList(0, heard.size())).isEqualTo(heard);
        var again = new Recorder();
        watch(feed, versions.getLast(), again);
        var next = write(2);
        feed.wake();
        await().atMost(SOON).untilAsserted(() -> assertThat(again.versions()).isEqualTo(next));
    }

    @Test
    void theNewestRowIsNeverTrimmed() {
        var versions = write(3);

        log.trim(0);

        assertThat(log.newest()).isEqualTo(versions.getLast());
        assertThat(log.trimmedUpTo()).isEqualTo(versions.getLast() - 1);
    }

    @Test
    void aListThatIsNewerThanTheFeedGetsNothingTwiceAndNoProgressBackwards() {
        var feed = new ChangeFeed(log, new ChangeFeed.Sizes(10, 1 << 20, 4));
        feeds.add(feed);
        var before = write(1).getFirst();
        feed.start();
        var started = new Recorder();
        watch(feed, before, started);
        await().atMost(SOON).until(() -> started.progress.get() >= before);

        // The feed is not woken, so it has told nothing of these; the list already has them.
        var listed = write(3).getLast();
        var recorder = new Recorder();
        watch(feed, listed, recorder);
        feed.wake();
        var next = write(1).getFirst();
        feed.wake();

        await().atMost(SOON).untilAsserted(() -> assertThat(recorder.versions()).containsExactly(next));
        assertThat(recorder.lowestProgress.get()).isGreaterThanOrEqualTo(listed);
    }

    @Test
    void aListenerThatClosesItselfHearsNothingMoreAndDisturbsNobody() {
        var feed = feed();
        var at = write(1).getLast();
        var own = new AtomicReference<ResourceStore.Subscription>();
        var selfish = new Recorder() {
            @Override
            public void onEvent(StoreEvent event) {
                super.onEvent(event);
                own.get().close();
            }
        };
        var other = new Recorder();
        own.set(watch(feed, at, selfish));
        watch(feed, at, other);

        var versions = write(6);
        feed.wake();

        await().atMost(SOON).untilAsserted(() -> assertThat(other.versions()).isEqualTo(versions));
        assertThat(selfish.versions()).containsExactly(versions.getFirst());
    }

    @Test
    void aListenerThatFailsLosesItsOwnWatchOnly() {
        var feed = feed();
        var at = write(1).getLast();
        var broken = new Recorder() {
            @Override
            public void onEvent(StoreEvent event) {
                throw new IllegalStateException("broken listener");
            }
        };
        var sound = new Recorder();
        watch(feed, at, broken);
        watch(feed, at, sound);

        var versions = write(6);
        feed.wake();

        await().atMost(SOON).untilAsserted(() -> assertThat(sound.versions()).isEqualTo(versions));
        assertThat(broken.expired).singleElement().asString().contains("broken listener");
    }

    @Test
    void watchersHearConcurrentWritersInOneOrder() throws Exception {
        var feed = feed();
        var at = write(1).getLast();
        var recorders = List.of(new Recorder(), new Recorder(), new Recorder());
        recorders.forEach(recorder -> watch(feed, at, recorder));
        var writers = new ArrayList<Callable<List<Long>>>();
        for (int i = 0; i < 6; i++) {
            writers.add(() -> write(20));
        }
        var all = new ArrayList<Long>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var written : threads.invokeAll(writers)) {
                all.addAll(written.get());
            }
        }
        feed.wake();
        all.sort(Long::compare);

        await().atMost(SOON)
                .untilAsserted(() -> assertThat(recorders)
                        .allSatisfy(r -> assertThat(r.versions()).isEqualTo(all)));
    }

    @Test
    void aWatchOfOneNamespaceHearsNothingOfOthers() {
        var feed = feed();
        var at = write(1).getLast();
        var recorder = new Recorder();
        feed.subscribe(new ChangeFeed.Interest(widgets, Optional.of("elsewhere")), at, recorder);

        var last = write(2).getLast();
        feed.wake();

        await().atMost(SOON).until(() -> recorder.progress.get() >= last);
        assertThat(recorder.versions()).isEmpty();
    }

    private ChangeFeed feed() {
        var feed = new ChangeFeed(log, new ChangeFeed.Sizes(10, 1 << 20, 4));
        feeds.add(feed);
        feed.start();
        return feed;
    }

    private ResourceStore.Subscription watch(ChangeFeed feed, long from, Recorder recorder) {
        return feed.subscribe(new ChangeFeed.Interest(widgets, Optional.of("a")), from, recorder);
    }

    private List<Long> write(int count) {
        return LongStream.range(0, count).map(_ -> write()).boxed().toList();
    }

    private long write() {
        var name = "o" + NUMBER.incrementAndGet();
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        object.putObject("metadata").put("namespace", "a").put("name", name);
        return ((WriteResult.Written) Database.await(store.create(new ObjectKey(widgets, "a", name), object)))
                .version();
    }

    private static class Recorder implements ResourceStore.WatchListener {
        private final List<Long> seen = new CopyOnWriteArrayList<>();
        final List<String> expired = new CopyOnWriteArrayList<>();
        private final AtomicReference<Long> progress = new AtomicReference<>(0L);
        private final AtomicReference<Long> lowestProgress = new AtomicReference<>(Long.MAX_VALUE);

        @Override
        public void onEvent(StoreEvent event) {
            seen.add(event.version());
        }

        @Override
        public void onProgress(long version) {
            progress.set(version);
            lowestProgress.accumulateAndGet(version, Math::min);
        }

        @Override
        public void onExpired(String reason) {
            expired.add(reason);
        }

        List<Long> versions() {
            return List.copyOf(seen);
        }
    }
}
