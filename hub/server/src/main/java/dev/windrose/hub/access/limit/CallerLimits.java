package dev.windrose.hub.access.limit;

import dev.windrose.kubeapi.access.Caller;
import dev.windrose.kubeapi.status.ApiException;
import dev.windrose.kubeapi.status.Reason;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.http.HttpServerRequest;

/** Holds the limits of callers against a request that has been authenticated. */
public final class CallerLimits {
    /** Streams of the REST API; they stay open like watches. */
    private static final String STREAM = "/api/v1/stream";

    private static final int WATCH_RETRY_SECONDS = 10;

    private final RequestRates rates;
    private final RequestRates strangers;
    private final Slots watches;
    private final Counter tooFast;
    private final Counter tooManyWatches;
    private final Counter tooManyRefusals;

    /** @param strangers of those who are nobody, by address */
    public CallerLimits(RequestRates rates, RequestRates strangers, Slots watches, MeterRegistry metrics) {
        this.rates = rates;
        this.strangers = strangers;
        this.watches = watches;
        this.tooManyRefusals = metrics.counter("windrose_access_refused_total", "limit", "strangers");
        this.tooFast = metrics.counter("windrose_access_refused_total", "limit", "requests");
        this.tooManyWatches = metrics.counter("windrose_access_refused_total", "limit", "watches");
    }

    /** @throws ApiException 429 when the caller, or all of them together, take too much */
    public void check(Caller caller, HttpServerRequest request) {
        var who = caller.source() + " " + caller.user();
        var wait = rates.take(who);
        if (!wait.isZero()) {
            tooFast.increment();
            throw refusal(
                    "too many requests: they come faster than the hub takes them. Slow down, or watch instead of asking again",
                    (int) Math.max(1, wait.plusMillis(999).toSeconds()));
        }
        if (staysOpen(request)) {
            var slot = watches.take(who);
            if (slot.isEmpty()) {
                tooManyWatches.increment();
                throw refusal(
                        "too many watches at one time: end some, or share one between those who want the same",
                        WATCH_RETRY_SECONDS);
            }
            // Called whenever the response is over, however it ended.
            request.response().endHandler(_ -> slot.get().close());
        }
    }

    /**
     * Of a request that nobody known has sent. A token that counts is never held up by what others send from its address.
     *
     * @throws ApiException 429 when too many come from its address
     */
    public void checkStranger(HttpServerRequest request) {
        var remote = request.remoteAddress();
        var wait = strangers.take(Addresses.network(remote == null ? null : remote.hostAddress()));
        if (!wait.isZero()) {
            tooManyRefusals.increment();
            throw refusal(
                    "too many requests without a token that counts come from this address: log in, or slow down",
                    (int) Math.max(1, wait.plusMillis(999).toSeconds()));
        }
    }

    private static boolean staysOpen(HttpServerRequest request) {
        var watch = request.getParam("watch");
        return watch != null && !watch.equals("false") && !watch.equals("0") || STREAM.equals(request.path());
    }

    private static ApiException refusal(String message, int seconds) {
        return new ApiException(Reason.TOO_MANY_REQUESTS, message, ApiException.Details.NONE.withRetryAfter(seconds));
    }
}
