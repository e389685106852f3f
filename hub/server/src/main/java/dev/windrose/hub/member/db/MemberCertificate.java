package dev.windrose.hub.member.db;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.NullUnmarked;

/** A certificate that the hub's authority signed for a member. Rows are added, never changed. */
@NullUnmarked // filled by Hibernate
@Entity
@Table(name = "member_certificate")
public class MemberCertificate {
    @Id
    String fingerprint;

    @Column(nullable = false)
    String cluster;

    @Column(name = "public_key", nullable = false)
    String publicKey;

    @Column(name = "not_after", nullable = false)
    Instant notAfter;

    @Column(name = "signed_at", nullable = false)
    Instant signedAt;

    /** For Hibernate. */
    protected MemberCertificate() {}

    MemberCertificate(String fingerprint, String cluster, String publicKey, Instant notAfter, Instant signedAt) {
        this.fingerprint = fingerprint;
        this.cluster = cluster;
        this.publicKey = publicKey;
        this.notAfter = notAfter;
        this.signedAt = signedAt;
    }
}
