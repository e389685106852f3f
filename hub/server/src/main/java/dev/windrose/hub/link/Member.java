package dev.windrose.hub.link;

import dev.windrose.protocol.ClusterName;
import dev.windrose.protocol.Digest;
import java.security.PublicKey;
import java.time.Instant;
import java.util.List;

/**
 * A cluster that joined.
 *
 * @param keys public keys whose signatures count: that of the newest certificate and the one before it, so that what was
 *     signed just before a renewal still counts; at most two
 * @param certificate fingerprint of the newest certificate
 * @param revoked whether its certificates no longer count
 */
public record Member(ClusterName cluster, List<PublicKey> keys, Digest certificate, Instant notAfter, boolean revoked) {

    public Member {
        keys = List.copyOf(keys);
    }
}
