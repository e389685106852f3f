package dev.windrose.kubeapi.service;

import dev.windrose.kubeapi.store.StoreEvent;
import dev.windrose.kubeapi.store.StoredObject;

/** Hears of the changes of selected objects; one call at a time, on any thread; must not block. */
public interface ObjectListener {
    /** @param object as it is after the change; of a deletion, as it last was */
    void onChange(StoreEvent.Type type, StoredObject object);

    /** Everything up to this version has been delivered. */
    default void onProgress(long version) {}

    /** The watch is over: list again. */
    void onExpired(String reason);
}
