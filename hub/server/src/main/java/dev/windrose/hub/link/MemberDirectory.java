package dev.windrose.hub.link;

import dev.windrose.protocol.ClusterName;
import dev.windrose.protocol.Digest;
import io.smallrye.mutiny.Uni;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Optional;

/**
 * Who joined, and who may. Implemented on the store; a failed Uni means that the store did not answer. The Unis are
 * subscribed to from virtual threads, so whatever needs a Vert.x context must bring its own.
 */
public interface MemberDirectory {

    /**
     * Claims the token with this hash for a request's key, atomically: of several requests with different keys exactly
     * one ever wins. The same key may claim again (an agent that polls, or lost the answer). {@code cluster} is what
     * both the token's text and the request name; it must equal {@code JoinToken.spec.cluster}.
     *
     * @param csrFingerprint SHA-256 of the request's SubjectPublicKeyInfo
     */
    Uni<Claim> claimToken(Digest tokenHash, ClusterName cluster, Digest csrFingerprint, Instant now);

    /** Records a certificate that was signed for the cluster, by joining or renewal; creates the member if new. */
    Uni<Void> memberJoined(ClusterName cluster, X509Certificate certificate);

    /** Empty if no such cluster joined. */
    Uni<Optional<Member>> member(ClusterName cluster);
}
