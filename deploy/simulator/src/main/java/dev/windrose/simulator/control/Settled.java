package dev.windrose.simulator.control;

import dev.windrose.kubeapi.store.ObjectKey;
import dev.windrose.simulator.world.Meta;
import dev.windrose.simulator.world.Seen;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Remembers in which state of an object and of what belongs to it there was nothing to do, so that passes over hundreds of
 * objects look at the few that changed. Forgets after a while: what else an answer may hang on is looked at then.
 */
final class Settled {
    private static final Duration REMEMBERED = Duration.ofSeconds(10);

    /**
     * Versions rise with every write, so that no other state of the same things has the same count and newest version.
     *
     * @param newest of what belongs to it; 0 when there is nothing
     */
    record State(long version, int parts, long newest) {
        static State of(Meta meta, Collection<? extends Seen> first, Collection<? extends Seen> second) {
            return new State(meta.version(), first.size() + second.size(), Math.max(newest(first), newest(second)));
        }

        private static long newest(Collection<? extends Seen> parts) {
            long newest = 0;
            for (Seen part : parts) {
                newest = Math.max(newest, part.meta().version());
            }
            return newest;
        }
    }

    private record Entry(State state, Instant until) {}

    private final Map<ObjectKey, Entry> entries = new HashMap<>();

    boolean holds(ObjectKey key, State state, Instant now) {
        @Nullable Entry entry = entries.get(key);
        return entry != null && entry.state().equals(state) && now.isBefore(entry.until());
    }

    /** Nothing came of looking at it in this state. */
    void keep(ObjectKey key, State state, Instant now) {
        entries.put(key, new Entry(state, now.plus(REMEMBERED)));
    }

    /** Drops what was not asked for lately, once there is twice as much as lives. */
    void bound(int alive, Instant now) {
        if (entries.size() > 2 * alive + 100) {
            entries.values().removeIf(entry -> !now.isBefore(entry.until()));
        }
    }
}
