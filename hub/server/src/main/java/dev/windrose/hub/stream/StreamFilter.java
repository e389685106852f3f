package dev.windrose.hub.stream;

import dev.windrose.hub.rest.Call;
import dev.windrose.kubeapi.access.Authorizer.Attributes;
import dev.windrose.kubeapi.store.ObjectKey;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What one reader may hear; asked anew twice a minute, for rights come and go while a stream stays open. */
final class StreamFilter {
    private static final Duration TRUSTED = Duration.ofSeconds(30);

    private final Call call;
    private final Optional<String> namespace;
    private final Map<String, Boolean> known = new HashMap<>();
    private long since = System.nanoTime();

    StreamFilter(Call call, Optional<String> namespace) {
        this.call = call;
        this.namespace = namespace;
    }

    boolean admits(ObjectKey key) {
        return (namespace.isEmpty() || namespace.get().equals(key.namespace()))
                && may(key.resource().group(), key.resource().plural(), key.namespace());
    }

    /** Plans name workloads of every namespace. */
    boolean seesEverything() {
        return may(dev.windrose.api.Names.GROUP, "inferenceworkloads", "");
    }

    private boolean may(String group, String resource, String in) {
        if (System.nanoTime() - since > TRUSTED.toNanos()) {
            known.clear();
            since = System.nanoTime();
        }
        return known.computeIfAbsent(
                resource + "/" + in, _ -> call.may(new Attributes("watch", group, resource, "", in, "", "")));
    }
}
