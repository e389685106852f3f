package dev.windrose.kubeapi.service;

import dev.windrose.kubeapi.store.ObjectKey;
import dev.windrose.kubeapi.store.ResourceName;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which objects name which owners, kept from lists and watches. Holds only objects that have owners, so its size follows
 * them and not the store. What it says may lag behind: it finds whom to look at, never what to do.
 */
final class OwnerIndex {
    /** @param waits whether it is being deleted and waits for its own dependents */
    record Dependent(ObjectKey key, String uid, List<OwnerReference> owners, boolean waits) {
        boolean blocks(String ownerUid) {
            return owners.stream().anyMatch(owner -> owner.uid().equals(ownerUid) && owner.blocks());
        }
    }

    private final Map<ObjectKey, Dependent> dependents = new HashMap<>();
    private final Map<String, Set<ObjectKey>> byOwner = new HashMap<>();

    /** Notes an object as it is now; the owners that it named before and names no longer. */
    synchronized List<OwnerReference> put(Dependent dependent) {
        Dependent before = remove(dependent.key());
        if (!dependent.owners().isEmpty()) {
            dependents.put(dependent.key(), dependent);
            dependent
                    .owners()
                    .forEach(owner -> byOwner.computeIfAbsent(owner.uid(), _ -> new HashSet<>())
                            .add(dependent.key()));
        }
        return before == null
                ? List.of()
                : before.owners().stream()
                        .filter(owner -> !dependent.owners().contains(owner))
                        .toList();
    }

    /** Forgets an object; the owners that it named. */
    synchronized List<OwnerReference> forget(ObjectKey key) {
        Dependent before = remove(key);
        return before == null ? List.of() : before.owners();
    }

    private @Nullable Dependent remove(ObjectKey key) {
        Dependent before = dependents.remove(key);
        if (before != null) {
            before.owners()
                    .forEach(owner -> byOwner.computeIfPresent(owner.uid(), (_, keys) -> {
                        keys.remove(key);
                        return keys.isEmpty() ? null : keys;
                    }));
        }
        return before;
    }

    synchronized List<Dependent> of(String ownerUid) {
        return byOwner.getOrDefault(ownerUid, Set.of()).stream()
                .map(dependents::get)
                .filter(Objects::nonNull)
                .toList();
    }

    /** Everything of a collection that was known, to find what a complete list lacks. */
    synchronized List<ObjectKey> keysOf(ResourceName resource) {
        return dependents.keySet().stream()
                .filter(key -> key.resource().equals(resource))
                .toList();
    }

    synchronized List<ObjectKey> keys() {
        return List.copyOf(dependents.keySet());
    }

    synchronized int size() {
        return dependents.size();
    }
}
