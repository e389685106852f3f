package dev.windrose.hub.link;

import dev.windrose.protocol.ClusterName;
import dev.windrose.protocol.Digest;
import dev.windrose.wire.Signed;
import dev.windrose.wire.Verifier;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The keys by which one member signs, from the directory, kept until told otherwise. An unknown signature asks the
 * directory again, at most every 2 s: another hub may have renewed the certificate. Used from the cluster's lane only.
 */
final class MemberKeys {

    private static final Logger LOG = Logger.getLogger(MemberKeys.class);
    private static final Duration ASK_AGAIN = Duration.ofSeconds(2);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    enum Judgement {
        GOOD,
        BAD,
        UNKNOWN_MEMBER,
        /** The directory did not answer: nothing is believed, and nothing is held against the member. */
        UNDECIDED
    }

    /** Whether the member may speak at all. */
    sealed interface Standing {
        /** {@code certificate} is the fingerprint of its newest one. */
        record Active(Digest certificate) implements Standing {}

        /** Never joined, or revoked. */
        record None() implements Standing {}

        /** The directory did not answer. */
        record Undecided() implements Standing {}
    }

    private final ClusterName cluster;
    private final MemberDirectory directory;
    private @Nullable List<Verifier> verifiers;
    private @Nullable Digest certificate;
    private long askedAt;
    private boolean asked;

    MemberKeys(ClusterName cluster, MemberDirectory directory) {
        this.cluster = cluster;
        this.directory = directory;
    }

    /** Forgets what is known, so that the next message asks the directory. */
    void forget() {
        verifiers = null;
        asked = false;
    }

    Standing standing(long nowNanos) {
        if (!ask(nowNanos)) {
            return new Standing.Undecided();
        }
        return verifiers == null || certificate == null ? new Standing.None() : new Standing.Active(certificate);
    }

    Judgement judge(Signed signed, long nowNanos) {
        if (verifiers != null && isGood(verifiers, signed)) {
            return Judgement.GOOD;
        }
        if (!asked || nowNanos - askedAt >= ASK_AGAIN.toNanos()) {
            if (!ask(nowNanos)) {
                return Judgement.UNDECIDED;
            }
            if (verifiers != null && isGood(verifiers, signed)) {
                return Judgement.GOOD;
            }
        }
        return verifiers == null ? Judgement.UNKNOWN_MEMBER : Judgement.BAD;
    }

    private static boolean isGood(List<Verifier> verifiers, Signed signed) {
        return verifiers.stream().anyMatch(signed::verify);
    }

    private boolean ask(long nowNanos) {
        try {
            Optional<Member> member = directory.member(cluster).await().atMost(PATIENCE);
            verifiers = member.filter(found -> !found.revoked())
                    .map(found -> found.keys().stream().map(Verifier::new).toList())
                    .orElse(null);
            certificate = member.map(Member::certificate).orElse(null);
            asked = true;
            askedAt = nowNanos;
            return true;
        } catch (RuntimeException e) {
            LOG.warnf("the member directory did not answer cluster=%s cause=%s", cluster, e.getMessage());
            return false;
        }
    }
}
