package dev.windrose.kubeapi.store;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Iterator;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A collection now, and as it was at each of its last changes. What a list with a continue token or an exact version needs:
 * a real server keeps the same (KEP-4988, snapshots of the watch cache). Not thread-safe.
 */
public final class ObjectHistory {
    private final int depth;
    private final long mostBytes;
    private final ArrayDeque<State> states = new ArrayDeque<>();
    private long bytes;

    /** @param superseded bytes of the state that went with this change; they live as long as the state before this one */
    private record State(long since, ObjectTree objects, long superseded) {}

    /** However much the changes weigh. */
    public ObjectHistory(Collection<StoredObject> objects, long version, int depth) {
        this(objects, version, depth, Long.MAX_VALUE);
    }

    /**
     * @param objects what is there at the beginning
     * @param version at which it is so; earlier versions are not known
     * @param depth how many changes are remembered, at least 1
     * @param mostBytes of objects that are there no more
     */
    public ObjectHistory(Collection<StoredObject> objects, long version, int depth, long mostBytes) {
        if (depth < 1 || mostBytes < 0) {
            throw new IllegalArgumentException(
                    "depth (%d) must be at least 1, bytes (%d) at least 0".formatted(depth, mostBytes));
        }
        this.mostBytes = mostBytes;
        ObjectTree tree = ObjectTree.EMPTY;
        for (StoredObject object : objects) {
            tree = tree.with(object);
        }
        this.depth = depth;
        states.addLast(new State(version, tree, 0));
    }

    public ObjectTree now() {
        return states.getLast().objects();
    }

    public void put(StoredObject object) {
        add(object.version(), object.key(), now().with(object));
    }

    /** @param version the number of the deletion */
    public void remove(ObjectKey key, long version) {
        add(version, key, now().without(key.namespace(), key.name()));
    }

    private void add(long version, ObjectKey key, ObjectTree tree) {
        long superseded = mostBytes == Long.MAX_VALUE ? 0 : weight(now().get(key.namespace(), key.name()));
        states.addLast(new State(version, tree, superseded));
        bytes += superseded;
        while (states.size() > depth || (bytes > mostBytes && states.size() > 1)) {
            states.removeFirst();
            bytes -= states.getFirst().superseded();
        }
    }

    private static long weight(@Nullable StoredObject object) {
        return object == null ? 0 : object.json().length;
    }

    /** As it was at a version; empty when that lies before what is remembered. */
    public Optional<ObjectTree> at(long version) {
        for (Iterator<State> back = states.descendingIterator(); back.hasNext(); ) {
            State state = back.next();
            if (state.since() <= version) {
                return Optional.of(state.objects());
            }
        }
        return Optional.empty();
    }
}
