package dev.windrose.kubeapi.service;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.kubeapi.store.StoreEvent;

/** Hears of the changes of selected objects; one call at a time, on any thread; must not block. */
public interface ObjectListener {
    /** @param object with the version of the change; callers must not change it */
    void onChange(StoreEvent.Type type, ObjectNode object);

    /** Everything up to this version has been delivered. */
    default void onProgress(long version) {}

    /** The watch is over: list again. */
    void onExpired(String reason);
}
