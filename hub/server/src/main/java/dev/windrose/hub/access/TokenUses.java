package dev.windrose.hub.access;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;

/**
 * When tokens were last used, and which of it is worth writing down: a use counts as news when the last one written is older
 * than {@link #GRAIN}. As many entries as there are tokens in use.
 */
@ApplicationScoped
public class TokenUses {
    static final Duration GRAIN = Duration.ofHours(1);

    private final Map<String, Use> uses = new ConcurrentHashMap<>();
    private final AtomicReference<Runnable> onNews = new AtomicReference<>(() -> {});

    /** @param written the use that was written down last; the distant past when none was */
    private record Use(Instant last, Instant written) {
        boolean isNews() {
            return last.isAfter(written.plus(GRAIN));
        }
    }

    /** @param listener returns at once */
    void onNews(Runnable listener) {
        onNews.set(listener);
    }

    void used(String token, Instant now) {
        var use = uses.merge(token, new Use(now, Instant.EPOCH), (before, _) -> new Use(now, before.written()));
        if (use.isNews()) {
            onNews.get().run();
        }
    }

    /** By token; when it was used. */
    Map<String, Instant> news() {
        var news = new HashMap<String, Instant>();
        uses.forEach((token, use) -> {
            if (use.isNews()) {
                news.put(token, use.last());
            }
        });
        return news;
    }

    void written(String token, Instant at) {
        uses.computeIfPresent(token, (_, use) -> new Use(use.last(), at));
    }

    void gone(String token) {
        uses.remove(token);
    }
}
