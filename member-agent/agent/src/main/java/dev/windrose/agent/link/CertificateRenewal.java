package dev.windrose.agent.link;

import dev.windrose.wire.Certificates;
import dev.windrose.wire.Keys;
import dev.windrose.wire.LinkApi;
import dev.windrose.wire.SigningRequest;
import dev.windrose.wire.member.AgentIdentity;
import dev.windrose.wire.member.HubHttp;
import dev.windrose.wire.member.LinkContext;
import java.io.IOException;
import java.security.KeyPair;
import java.time.Instant;
import org.jboss.logging.Logger;

/** Gets the next certificate, with a new key, at two thirds of the present one's life. Blocking. */
final class CertificateRenewal {

    private static final Logger LOG = Logger.getLogger(CertificateRenewal.class);

    private final LinkContext context;

    CertificateRenewal(LinkContext context) {
        this.context = context;
    }

    boolean isDue(Instant now) {
        return !now.isBefore(Certificates.renewAt(context.identity().certificate()));
    }

    /** True if a new certificate is in use; false (and logged) if it did not work out this time. */
    boolean renew(HubHttp http) throws InterruptedException {
        AgentIdentity before = context.identity();
        KeyPair keys = Keys.generate();
        try {
            String csr = SigningRequest.create(before.cluster(), keys);
            HubHttp.Answer answer = http.post(LinkApi.RENEW, new LinkApi.RenewRequest(csr).toJson());
            if (answer.status() != 200) {
                LOG.warnf("renewal refused status=%d why=%s", answer.status(), LinkApi.problemText(answer.body()));
                return false;
            }
            AgentIdentity next = AgentIdentity.of(
                    keys.getPrivate(),
                    LinkApi.Membership.parse(answer.body())
                            .orElseThrow(() -> new IOException("the hub's answer cannot be read")));
            if (!next.cluster().equals(before.cluster())
                    || !next.ca().equals(before.ca())
                    || !next.hubKey().equals(before.hubKey())
                    || !next.certificate().getPublicKey().equals(keys.getPublic())) {
                throw new IOException("the hub's answer is for another cluster, CA or key");
            }
            context.renewed(next);
            LOG.infof(
                    "certificate renewed until=%s",
                    next.certificate().getNotAfter().toInstant());
            return true;
        } catch (IOException | RuntimeException e) {
            LOG.warnf("renewal failed, trying again cause=%s", e.toString());
            return false;
        }
    }
}
