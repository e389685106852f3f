package dev.windrose.hub.link;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jboss.logging.Logger;

/**
 * Counts what was refused, {@code windrose_link_refused_total{reason}}, and logs it once a minute for each reason and
 * sender. Safe for use by several threads.
 */
final class Refusals {

    private static final Logger LOG = Logger.getLogger(Refusals.class);
    private static final long LOG_EVERY_NANOS = 60_000_000_000L;
    private static final int MAX_REMEMBERED = 10_000;

    private final MeterRegistry meters;
    private final ConcurrentMap<String, Long> lastLogged = new ConcurrentHashMap<>();

    Refusals(MeterRegistry meters) {
        this.meters = meters;
    }

    /** {@code detail} must hold neither secrets nor what was received. */
    void count(String reason, String who, String detail) {
        Counter.builder("windrose.link.refused")
                .description("Messages, joins and connections that the link refused")
                .tag("reason", reason)
                .register(meters)
                .increment();
        long now = System.nanoTime();
        if (lastLogged.size() > MAX_REMEMBERED) {
            lastLogged.clear();
        }
        Long before = lastLogged.putIfAbsent(reason + ' ' + who, now);
        boolean due = before == null
                || (now - before >= LOG_EVERY_NANOS && lastLogged.replace(reason + ' ' + who, before, now));
        if (due) {
            LOG.warnf("refused reason=%s cluster=%s detail=%s", reason, who, detail);
        }
    }
}
