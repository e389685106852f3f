package dev.windrose.kubeapi.service;

/**
 * Conditions of a deletion; both may be empty.
 *
 * @param uid delete only this very object, not another of its name
 * @param resourceVersion delete only as long as it has not changed
 */
public record DeleteOptions(String uid, String resourceVersion) {
    public static final DeleteOptions NONE = new DeleteOptions("", "");
}
