package dev.windrose.kubeapi.audit;

import dev.windrose.kubeapi.access.Caller;
import dev.windrose.kubeapi.store.ResourceStore;

/**
 * Hears of every request that wants to change something, and of every one that was refused for want of identity or
 * right.
 *
 * <p>What a request writes goes through the store that its entry gives, so that the trail can be kept in the very
 * transaction of the write: no change that was answered may lack its entry, whatever crashes when.
 */
public interface AuditTrail {
    /** Never blocks and never fails. */
    Entry begin(Attempt attempt);

    /**
     * What somebody wants.
     *
     * @param requestId answered to the caller in the header {@code Audit-Id}
     * @param resource plural, or plural.group; empty for what is no resource
     * @param name empty for a collection, or while the server has not made one up
     * @param path of the request, where it concerns no resource; else empty
     * @param dryRun as far as the query says it
     * @param allowedBy the right that let the request in; empty when nobody says
     */
    record Attempt(
            String requestId,
            Caller caller,
            String verb,
            String resource,
            String subresource,
            String namespace,
            String name,
            String path,
            String userAgent,
            boolean dryRun,
            String allowedBy) {}

    /** One request. */
    interface Entry {
        /** The same store for this request's reads and writes. */
        ResourceStore through(ResourceStore store);

        /** The answer is on its way. Called once; never blocks. */
        void answered(int code);
    }

    /** Nobody keeps anything: simulated clusters, tests. */
    AuditTrail NONE = _ -> new Entry() {
        @Override
        public ResourceStore through(ResourceStore store) {
            return store;
        }

        @Override
        public void answered(int code) {
            // Nobody listens.
        }
    };
}
