package dev.windrose.hub.placement;

import dev.windrose.protocol.Body;
import dev.windrose.protocol.Digest;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Bodies of the newest desired state, at hand for messages; the oldest used make room. What is not here is in the store. */
@ApplicationScoped
public class DesiredCache {
    private static final int MOST = 20_000;

    private final Map<Digest, Body> bodies = new LinkedHashMap<>(1024, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Digest, Body> eldest) {
            return size() > MOST;
        }
    };

    public synchronized Optional<Body> get(Digest digest) {
        return Optional.ofNullable(bodies.get(digest));
    }

    public synchronized void put(Digest digest, Body body) {
        bodies.put(digest, body);
    }
}
