package dev.windrose.kubeapi.http;

import dev.windrose.kubeapi.http.ResourceRoutes.Call;
import dev.windrose.kubeapi.service.KubeService;
import dev.windrose.kubeapi.service.ListRequest;
import dev.windrose.kubeapi.service.Selector;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/** Starts watches: from a version, from now, or with the present objects first. */
final class WatchRoute {
    private static final long SHORTEST_DEFAULT_MILLIS = 30L * 60 * 1000;

    private final KubeService service;

    WatchRoute(KubeService service) {
        this.service = service;
    }

    /**
     * A watch over WebSocket is not served. Clients that try it first (fabric8) go on with a plain request when the upgrade
     * is answered by a 200 that ends: with the stream itself they would wait for its end, with a 5xx they would retry.
     */
    private static boolean wantsWebSocket(Call call) {
        return "websocket".equalsIgnoreCase(call.exchange().header("Upgrade"));
    }

    void watch(Call call) {
        if (wantsWebSocket(call)) {
            call.exchange().sendBytes("application/json", new byte[0]);
            return;
        }
        Query query = call.exchange().query();
        Representation representation = call.representation();
        Selector selector = named(call);
        long version = query.version();
        int seconds = query.count("timeoutSeconds");
        // Spread, so that the watches of many clients do not all end together.
        long timeout = seconds > 0
                ? seconds * 1000L
                : ThreadLocalRandom.current().nextLong(SHORTEST_DEFAULT_MILLIS, 2 * SHORTEST_DEFAULT_MILLIS);
        var options = new WatchStream.Options(query.flag("allowWatchBookmarks"), timeout);
        var stream = new WatchStream(call.exchange(), representation, options, service.clock());
        call.exchange().request().resume();
        boolean wantsInitial = query.flag("sendInitialEvents");
        if (wantsInitial || version <= 0) {
            boolean skip = !wantsInitial && query.parameters().contains("sendInitialEvents");
            withInitialEvents(call, stream, selector, wantsInitial, skip);
        } else {
            stream.open(version);
            follow(call, stream, selector, version);
        }
    }

    /** A watch of one object by its path is a watch of the collection for that name. */
    private static Selector named(Call call) {
        String name = call.path().name();
        return name.isEmpty() ? call.selector() : Selector.parse(call.resource(), "", "metadata.name=" + name);
    }

    private void withInitialEvents(Call call, WatchStream stream, Selector selector, boolean marked, boolean skip) {
        var request = new ListRequest(call.scope(), selector, 0, "");
        call.exchange().then(service.list(call.resource(), request), found -> {
            stream.open(found.version());
            stream.begin(skip ? List.of() : found.items(), found.version(), marked);
            follow(call, stream, selector, found.version());
        });
    }

    private void follow(Call call, WatchStream stream, Selector selector, long version) {
        Optional<String> scope = call.scope();
        stream.fedBy(service.watch(call.resource(), scope, selector, version, stream));
    }
}
