package dev.windrose.kubeapi.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class InMemoryResourceStoreTest extends ResourceStoreContract {
    private static final int WINDOW = 300;

    @Override
    protected ResourceStore open() {
        return new InMemoryResourceStore(WINDOW, Journal.NONE, InMemoryResourceStore.Snapshot.EMPTY);
    }

    @Override
    protected Optional<Integer> changesThatExpire() {
        return Optional.of(WINDOW + 1);
    }

    @Test
    void restoredStoreGoesOnWhereTheOldOneStopped() {
        var before = new InMemoryResourceStore();
        long version = write(before.create(key("a", "one"), object("a", "one", 5)));
        var snapshot = before.snapshot();

        var after = new InMemoryResourceStore(WINDOW, Journal.NONE, snapshot);

        assertThat(await(after.currentVersion())).isEqualTo(version);
        assertThat(await(after.get(key("a", "one")))).isEqualTo(await(before.get(key("a", "one"))));
        assertThat(write(after.create(key("a", "two"), object("a", "two", 1)))).isEqualTo(version + 1);
    }

    @Test
    void watchFromBeforeTheRestoreExpires() throws Exception {
        var before = new InMemoryResourceStore();
        long old = write(before.create(key("a", "one"), object("a", "one", 5)));
        write(before.create(key("a", "two"), object("a", "two", 5)));
        var after = new InMemoryResourceStore(WINDOW, Journal.NONE, before.snapshot());
        var recorder = new Recorder();

        after.watch(WIDGETS, Optional.empty(), old, recorder);

        assertThat(recorder.expired.await(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void journalHearsEachChangeBeforeItTakesEffect() {
        List<StoreEvent> journal = new ArrayList<>();
        var journaled = new InMemoryResourceStore(WINDOW, journal::add, InMemoryResourceStore.Snapshot.EMPTY);
        long created = write(journaled.create(key("a", "one"), object("a", "one", 1)));
        write(journaled.delete(key("a", "one"), created));

        assertThat(journal)
                .extracting(StoreEvent::type)
                .containsExactly(StoreEvent.Type.ADDED, StoreEvent.Type.DELETED);
    }

    @Test
    void changeThatCannotBeJournaledHasNotHappened() {
        Journal broken = _ -> {
            throw new IllegalStateException("disk full");
        };
        var journaled = new InMemoryResourceStore(WINDOW, broken, InMemoryResourceStore.Snapshot.EMPTY);

        assertThatThrownBy(() -> await(journaled.create(key("a", "one"), object("a", "one", 1))))
                .hasMessageContaining("disk full");
        assertThat(await(journaled.get(key("a", "one")))).isEmpty();
        assertThat(await(journaled.currentVersion())).isZero();
    }

    @Test
    void slowListenerExpiresAndHoldsUpNobody() throws Exception {
        var blocked = new CountDownLatch(1);
        var expired = new CountDownLatch(1);
        store.watch(WIDGETS, Optional.empty(), 0, new ResourceStore.WatchListener() {
            @Override
            public void onEvent(StoreEvent event) {
                try {
                    blocked.await(30, TimeUnit.SECONDS);
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }

            @Override
            public void onProgress(long version) {}

            @Override
            public void onExpired(String reason) {
                expired.countDown();
            }
        });
        long version = write(store.create(key("a", "one"), object("a", "one", 0)));
        for (int i = 0; i < WINDOW + 600; i++) {
            version = write(store.update(key("a", "one"), object("a", "one", i), version));
        }
        blocked.countDown();

        assertThat(expired.await(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void failingListenerIsToldToListAgain() throws Exception {
        var expired = new CountDownLatch(1);
        store.watch(WIDGETS, Optional.empty(), 0, new ResourceStore.WatchListener() {
            @Override
            public void onEvent(StoreEvent event) {
                throw new IllegalStateException("broken");
            }

            @Override
            public void onProgress(long version) {}

            @Override
            public void onExpired(String reason) {
                expired.countDown();
            }
        });

        write(store.create(key("a", "one"), object("a", "one", 0)));

        assertThat(expired.await(30, TimeUnit.SECONDS)).isTrue();
    }
}
