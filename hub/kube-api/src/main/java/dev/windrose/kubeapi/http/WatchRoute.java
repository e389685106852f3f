package dev.windrose.kubeapi.http;

import dev.windrose.kubeapi.http.ResourceRoutes.Call;
import dev.windrose.kubeapi.service.AsOf;
import dev.windrose.kubeapi.service.KubeService;
import dev.windrose.kubeapi.service.ListRequest;
import dev.windrose.kubeapi.service.Selector;
import dev.windrose.kubeapi.status.Failures;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** Starts watches: from a version, from now, or with the present objects first. */
final class WatchRoute {
    private static final long SHORTEST_DEFAULT_MILLIS = 30L * 60 * 1000;

    private final KubeService service;
    private final EventLines lines = new EventLines();

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
        ListOptions options =
                ListOptions.forWatch(call.resource(), call.exchange().query());
        long version = options.version();
        Representation representation = call.representation();
        if (representation.accept().format() != Accept.Format.JSON) {
            throw Failures.notAcceptable("application/json;stream=watch");
        }
        if (wantsWebSocket(call)) {
            call.exchange().sendText(200, "application/json", "");
            return;
        }
        var ends = new WatchStream.Options(options.bookmarks(), timeoutMillis(options));
        var stream = new WatchStream(call.exchange(), representation, ends, lines, service.clock());
        call.exchange().request().resume();
        Selector selector = named(call, options);
        if (options.initialEvents().orElse(false) || version == 0) {
            withInitialEvents(call, stream, selector, options);
        } else {
            stream.open(version);
            follow(call, stream, selector, version);
        }
    }

    /** Spread when the client does not say, so that the watches of many clients do not all end together. */
    private static long timeoutMillis(ListOptions options) {
        return options.timeoutSeconds() > 0
                ? options.timeoutSeconds() * 1000L
                : ThreadLocalRandom.current().nextLong(SHORTEST_DEFAULT_MILLIS, 2 * SHORTEST_DEFAULT_MILLIS);
    }

    /** A watch of one object by its path is a watch of the collection for that name. */
    private static Selector named(Call call, ListOptions options) {
        String name = call.path().name();
        return name.isEmpty() ? options.selector() : Selector.named(name);
    }

    /** A client that says it wants none of what is there begins with what comes after now. */
    private void withInitialEvents(Call call, WatchStream stream, Selector selector, ListOptions options) {
        long version = options.version();
        AsOf asOf = version == 0 ? AsOf.NOW : new AsOf.NotOlderThan(version);
        boolean marked = options.initialEvents().orElse(false);
        boolean skip = options.initialEvents().isPresent() && !marked;
        var request = new ListRequest(call.scope(), selector, 0, "", asOf);
        call.exchange().then(service.list(call.resource(), request), found -> {
            stream.open(found.version());
            stream.begin(skip ? List.of() : found.stored(), found.version(), marked);
            follow(call, stream, selector, found.version());
        });
    }

    private void follow(Call call, WatchStream stream, Selector selector, long version) {
        stream.fedBy(service.watch(call.resource(), call.scope(), selector, version, stream));
    }
}
