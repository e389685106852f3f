package dev.windrose.hub.link;

import dev.windrose.protocol.ClusterName;
import dev.windrose.wire.CertificateAuthority;
import dev.windrose.wire.Certificates;
import dev.windrose.wire.JoinTokenText;
import dev.windrose.wire.Keys;
import dev.windrose.wire.LinkApi;
import dev.windrose.wire.Pem;
import dev.windrose.wire.SigningRequest;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Decides who becomes a member, and who stays one. Blocking; called on virtual threads. */
final class Joins {

    private static final Logger LOG = Logger.getLogger(Joins.class);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** The answer to a request, as HTTP tells it. */
    record Reply(int status, String contentType, String body) {

        static Reply json(int status, String body) {
            return new Reply(status, "application/json", body);
        }

        static Reply problem(int status, String title, String reason, String detail) {
            return new Reply(status, "application/problem+json", LinkApi.problem(status, title, reason, detail));
        }
    }

    private final HubLinkContext context;
    private final MemberDirectory directory;
    private final LinkSessions sessions;
    private final Refusals refusals;
    private final InstantSource clock;

    Joins(
            HubLinkContext context,
            MemberDirectory directory,
            LinkSessions sessions,
            Refusals refusals,
            InstantSource clock) {
        this.context = context;
        this.directory = directory;
        this.sessions = sessions;
        this.refusals = refusals;
        this.clock = clock;
    }

    Reply ca() {
        return new Reply(
                200,
                "application/x-pem-file",
                Pem.ofCertificate(context.pki().authority().certificate()));
    }

    Reply join(String body) {
        Optional<LinkApi.JoinRequest> request = LinkApi.JoinRequest.parse(body);
        if (request.isEmpty()) {
            return refuse(400, "malformed", "unknown", "Send token, csr and agentVersion as JSON.");
        }
        Optional<JoinTokenText> token = JoinTokenText.parse(request.get().token());
        if (token.isEmpty()) {
            return refuse(403, "token-malformed", "unknown", "This is no join token. Maybe it was cut when copied.");
        }
        ClusterName cluster = token.get().cluster();
        if (!token.get().pins(context.pki().authority().certificate())) {
            return refuse(
                    403, "token-other-hub", cluster.value(), "The token was made by another hub. Make a new one here.");
        }
        Optional<SigningRequest> csr = SigningRequest.parse(request.get().csr());
        if (csr.isEmpty() || !csr.get().commonName().equals(cluster.value())) {
            return refuse(
                    403,
                    "bad-request",
                    cluster.value(),
                    "The certificate request must be for CN=%s on P-256.".formatted(cluster));
        }
        Claim claim = directory
                .claimToken(token.get().hash(), cluster, csr.get().keyFingerprint(), clock.instant())
                .await()
                .atMost(PATIENCE);
        return switch (claim) {
            case Claim.Granted _ -> grant(cluster, csr.get());
            case Claim.Waiting _ -> Reply.json(202, LinkApi.waiting());
            case Claim.Denied(var reason) -> refuse(403, reason.text(), cluster.value(), textOf(reason));
        };
    }

    /** {@code peer} is the certificate of the TLS connection, already checked against the hub's CA. */
    Reply renew(Optional<X509Certificate> peer, String body) {
        Optional<ClusterName> cluster = peer.flatMap(this::activeMember);
        if (cluster.isEmpty()) {
            return refuse(403, "not-a-member", "unknown", "Show a valid member certificate that is not revoked.");
        }
        Optional<SigningRequest> csr =
                LinkApi.RenewRequest.parse(body).flatMap(request -> SigningRequest.parse(request.csr()));
        if (csr.isEmpty() || !csr.get().commonName().equals(cluster.get().value())) {
            return refuse(
                    403,
                    "bad-request",
                    cluster.get().value(),
                    "The certificate request must be for CN=%s on P-256.".formatted(cluster.get()));
        }
        return grant(cluster.get(), csr.get());
    }

    /** The member that may use the HTTPS endpoints with this certificate; empty if it may not. */
    Optional<ClusterName> activeMember(X509Certificate certificate) {
        CertificateAuthority authority = context.pki().authority();
        if (!Certificates.isClientOf(authority.certificate(), certificate, clock.instant())) {
            return Optional.empty();
        }
        return Certificates.cluster(certificate)
                .flatMap(cluster -> directory.member(cluster).await().atMost(PATIENCE))
                .filter(member -> !member.revoked() && member.keys().contains(certificate.getPublicKey()))
                .map(Member::cluster);
    }

    private Reply grant(ClusterName cluster, SigningRequest csr) {
        Instant now = clock.instant();
        X509Certificate certificate = context.pki()
                .authority()
                .signMember(cluster, csr.key(), now, context.settings().memberLife());
        directory.memberJoined(cluster, certificate).await().atMost(PATIENCE);
        LOG.infof(
                "certificate signed cluster=%s fingerprint=%s until=%s",
                cluster,
                Certificates.fingerprint(certificate),
                certificate.getNotAfter().toInstant());
        sessions.memberChanged(cluster);
        return Reply.json(
                200,
                new LinkApi.Membership(
                                cluster.value(),
                                Pem.ofCertificate(certificate),
                                Pem.ofCertificate(context.pki().authority().certificate()),
                                Keys.toText(context.pki().signingPublicKey()),
                                context.settings().advertisedHost(),
                                context.settings().mqttPort())
                        .toJson());
    }

    private Reply refuse(int status, String reason, String who, String detail) {
        refusals.count(reason, who, detail);
        return Reply.problem(status, status == 400 ? "Bad Request" : "Forbidden", reason, detail);
    }

    /** A forged token and one of another cluster sound alike, so that tokens cannot be searched for. */
    private static String textOf(Claim.Reason reason) {
        return switch (reason) {
            case UNKNOWN, WRONG_CLUSTER -> "There is no such token for this cluster. Make a new one.";
            case USED -> "Another agent joined with this token. Make a new one.";
            case EXPIRED -> "The token has expired. Make a new one.";
        };
    }
}
