package dev.windrose.kubeapi.store;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Iterator;
import java.util.Optional;

/**
 * A collection now, and as it was at each of its last changes. What a list with a continue token or an exact version needs:
 * a real server keeps the same (KEP-4988, snapshots of the watch cache). Not thread-safe.
 */
public final class ObjectHistory {
    private final int depth;
    private final ArrayDeque<State> states = new ArrayDeque<>();

    private record State(long since, ObjectTree objects) {}

    /**
     * @param objects what is there at the beginning
     * @param version at which it is so; earlier versions are not known
     * @param depth how many changes are remembered, at least 1
     */
    public ObjectHistory(Collection<StoredObject> objects, long version, int depth) {
        if (depth < 1) {
            throw new IllegalArgumentException("depth (%d) must be at least 1".formatted(depth));
        }
        ObjectTree tree = ObjectTree.EMPTY;
        for (StoredObject object : objects) {
            tree = tree.with(object);
        }
        this.depth = depth;
        states.addLast(new State(version, tree));
    }

    public ObjectTree now() {
        return states.getLast().objects();
    }

    public void put(StoredObject object) {
        add(object.version(), now().with(object));
    }

    /** @param version the number of the deletion */
    public void remove(ObjectKey key, long version) {
        add(version, now().without(key.namespace(), key.name()));
    }

    private void add(long version, ObjectTree tree) {
        states.addLast(new State(version, tree));
        if (states.size() > depth) {
            states.removeFirst();
        }
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
