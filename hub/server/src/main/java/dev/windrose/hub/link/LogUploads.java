package dev.windrose.hub.link;

import dev.windrose.protocol.ClusterName;
import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Where a member's upload of a log meets the reader who asked for it. An id is known to the hub and the member asked
 * alone, counts once, and only with that member's certificate.
 */
@ApplicationScoped
public class LogUploads {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int ID_BYTES = 16;

    private record Expected(ClusterName member, CompletableFuture<HttpServerRequest> upload) {}

    private final ConcurrentMap<String, Expected> expected = new ConcurrentHashMap<>();

    /**
     * One upload that is waited for.
     *
     * @param upload paused; whoever takes it answers it
     */
    public record Ticket(String id, CompletableFuture<HttpServerRequest> upload) {}

    /** @return to be given back by {@link #forget} whatever comes */
    public Ticket expect(ClusterName member) {
        var bytes = new byte[ID_BYTES];
        RANDOM.nextBytes(bytes);
        var id = HexFormat.of().formatHex(bytes);
        var upload = new CompletableFuture<HttpServerRequest>();
        expected.put(id, new Expected(member, upload));
        return new Ticket(id, upload);
    }

    public void forget(Ticket ticket) {
        expected.remove(ticket.id());
    }

    /** Whether somebody waits for the upload; he has it then. */
    boolean arrived(ClusterName member, String id, HttpServerRequest upload) {
        var waiting = expected.get(id);
        return waiting != null
                && waiting.member().equals(member)
                && expected.remove(id, waiting)
                && waiting.upload().complete(upload);
    }
}
