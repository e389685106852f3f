package dev.windrose.hub.access.limit;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;

/** What may go on at one time, of one caller and of all. As many entries as there are callers with something going on. */
public final class Slots {
    private final int most;
    private final int mostInTotal;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Integer> taken = new HashMap<>();
    private int total;

    public Slots(int most, int mostInTotal) {
        this.most = most;
        this.mostInTotal = mostInTotal;
    }

    /** Something that goes on until it is closed; a second close does nothing. */
    @FunctionalInterface
    public interface Slot extends AutoCloseable {
        @Override
        void close();
    }

    /** Empty when there is no room. */
    public Optional<Slot> take(String caller) {
        lock.lock();
        try {
            int mine = taken.getOrDefault(caller, 0);
            if (mine >= most || total >= mostInTotal) {
                return Optional.empty();
            }
            taken.put(caller, mine + 1);
            total++;
        } finally {
            lock.unlock();
        }
        var open = new AtomicBoolean(true);
        return Optional.of(() -> {
            if (open.getAndSet(false)) {
                giveBack(caller);
            }
        });
    }

    private void giveBack(String caller) {
        lock.lock();
        try {
            taken.computeIfPresent(caller, (_, mine) -> mine > 1 ? mine - 1 : null);
            total--;
        } finally {
            lock.unlock();
        }
    }

    int total() {
        lock.lock();
        try {
            return total;
        } finally {
            lock.unlock();
        }
    }
}
