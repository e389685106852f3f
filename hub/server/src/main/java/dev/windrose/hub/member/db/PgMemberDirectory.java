package dev.windrose.hub.member.db;

import dev.windrose.hub.link.Claim;
import dev.windrose.hub.link.Member;
import dev.windrose.hub.link.MemberDirectory;
import dev.windrose.hub.member.JoinTokens;
import dev.windrose.hub.store.db.Database;
import dev.windrose.protocol.ClusterName;
import dev.windrose.protocol.Digest;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.hibernate.reactive.mutiny.Mutiny;

/** Join tokens and certificates. A claim is a unique row; a member without a MemberCluster counts as revoked. */
@ApplicationScoped
public class PgMemberDirectory implements MemberDirectory {
    private final Database database;
    private final JoinTokens tokens;
    private final InstantSource clock;

    public PgMemberDirectory(Database database, JoinTokens tokens, InstantSource clock) {
        this.database = database;
        this.tokens = tokens;
        this.clock = clock;
    }

    @Override
    public Uni<Claim> claimToken(Digest tokenHash, ClusterName cluster, Digest key, Instant now) {
        return uni(tokens.find(tokenHash.hex()).thenCompose(token -> {
            if (token.isEmpty()) {
                return denied(Claim.Reason.UNKNOWN);
            }
            var spec = token.get().spec();
            if (!spec.cluster().equals(cluster.value())) {
                return denied(Claim.Reason.WRONG_CLUSTER);
            }
            // A claim that was granted in time may be repeated by its key: the answer may have been lost.
            var expired = !now.isBefore(expiry(spec.expiresAt()));
            return (expired ? claimant(tokenHash) : claim(tokenHash, cluster, key)).thenCompose(claimant -> {
                if (claimant.isEmpty()) {
                    return denied(Claim.Reason.EXPIRED);
                }
                if (!claimant.get().equals(key.hex())) {
                    return denied(Claim.Reason.USED);
                }
                var granted = Boolean.TRUE.equals(spec.autoAccept()) || Boolean.TRUE.equals(spec.accepted());
                return tokens.claimed(token.get(), key.hex(), granted, now)
                        .thenApply(_ -> granted ? new Claim.Granted() : new Claim.Waiting());
            });
        }));
    }

    /** What is no date has always been over. */
    private static Instant expiry(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException _) {
            return Instant.MIN;
        }
    }

    private static CompletionStage<Claim> denied(Claim.Reason reason) {
        return CompletableFuture.completedFuture(new Claim.Denied(reason));
    }

    /** The update changes nothing: it waits for a claim under way and reads its row, which this snapshot lacks. */
    private CompletionStage<Optional<String>> claim(Digest tokenHash, ClusterName cluster, Digest key) {
        return database.transaction(s -> s.createNativeQuery("""
                        insert into join_claim as held (token_hash, cluster, key_fingerprint) values (?1, ?2, ?3)
                        on conflict (token_hash) do update set token_hash = held.token_hash
                        returning key_fingerprint""", String.class)
                .setParameter(1, tokenHash.hex())
                .setParameter(2, cluster.value())
                .setParameter(3, key.hex())
                .getSingleResultOrNull()
                .map(Optional::ofNullable));
    }

    private CompletionStage<Optional<String>> claimant(Digest tokenHash) {
        return database.transaction(
                s -> s.createNativeQuery("select key_fingerprint from join_claim where token_hash = ?1", String.class)
                        .setParameter(1, tokenHash.hex())
                        .getSingleResultOrNull()
                        .map(Optional::ofNullable));
    }

    @Override
    public Uni<Void> memberJoined(ClusterName cluster, X509Certificate certificate) {
        var row = new MemberCertificate(
                fingerprint(certificate).hex(),
                cluster.value(),
                Base64.getEncoder().encodeToString(certificate.getPublicKey().getEncoded()),
                certificate.getNotAfter().toInstant(),
                clock.instant());
        return uni(database.transaction(s -> account(s, cluster).chain(() -> s.upsert(row)))
                .thenCompose(_ -> tokens.createMember(cluster.value())));
    }

    /** In the transaction of the certificate: who got one, and whether it was the first. */
    private static Uni<?> account(Mutiny.StatelessSession s, ClusterName cluster) {
        return s.createNativeQuery("""
                        select 1 from append_audit_event(jsonb_build_object(
                            'user', 'windrose:member:' || cast(?1 as text), 'groups', jsonb_build_array('windrose:members'),
                            'verb', case when exists (select 1 from member_certificate where cluster = cast(?1 as text))
                                         then 'renew' else 'join' end,
                            'resource', 'memberclusters.fleet.windrose.dev', 'name', cast(?1 as text), 'code', 200))""", Integer.class)
                .setParameter(1, cluster.value())
                .getSingleResult();
    }

    /** The two newest certificates: what was signed just before a renewal still counts. */
    @Override
    public Uni<Optional<Member>> member(ClusterName cluster) {
        return uni(database.transaction(s -> s.createSelectionQuery(
                        "from MemberCertificate c where c.cluster = ?1 order by c.signedAt desc",
                        MemberCertificate.class)
                .setParameter(1, cluster.value())
                .setMaxResults(2)
                .getResultList()
                .chain(rows -> rows.isEmpty()
                        ? Uni.createFrom().item(Optional.<Member>empty())
                        : exists(s, cluster).map(exists -> Optional.of(member(cluster, rows, exists))))));
    }

    private static Uni<Boolean> exists(Mutiny.StatelessSession s, ClusterName cluster) {
        return s.createNativeQuery("""
                        select exists (select 1 from resource
                                        where resource = 'memberclusters.fleet.windrose.dev' and name = ?1)""", Boolean.class)
                .setParameter(1, cluster.value())
                .getSingleResult();
    }

    private static Member member(ClusterName cluster, List<MemberCertificate> rows, boolean exists) {
        var newest = rows.getFirst();
        return new Member(
                cluster,
                rows.stream().map(row -> publicKey(row.publicKey)).toList(),
                new Digest(newest.fingerprint),
                newest.notAfter,
                !exists);
    }

    private static PublicKey publicKey(String base64) {
        try {
            return KeyFactory.getInstance("EC")
                    .generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(base64)));
        } catch (NoSuchAlgorithmException | InvalidKeySpecException e) {
            throw new IllegalStateException("a stored public key does not read", e);
        }
    }

    private static Digest fingerprint(X509Certificate certificate) {
        try {
            return Digest.of(certificate.getEncoded());
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("a certificate that was just signed does not encode", e);
        }
    }

    private static <T> Uni<T> uni(CompletionStage<T> stage) {
        return Uni.createFrom().completionStage(stage);
    }
}
