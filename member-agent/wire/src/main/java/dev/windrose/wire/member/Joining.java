package dev.windrose.wire.member;

import dev.windrose.wire.Certificates;
import dev.windrose.wire.JoinTokenText;
import dev.windrose.wire.Keys;
import dev.windrose.wire.LinkApi;
import dev.windrose.wire.SigningRequest;
import java.io.IOException;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Gets the member an identity: the one it holds, else one from the hub in exchange for the token. Network trouble and a
 * person's absence are waited out; a refusal ends it.
 */
public final class Joining implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(Joining.class);
    private static final Duration POLL = Duration.ofSeconds(2);
    private static final Duration MAX_PAUSE = Duration.ofSeconds(30);

    private final LinkSettings settings;
    private final IdentityStore store;
    private final InstantSource clock;
    private final CountDownLatch closing = new CountDownLatch(1);

    public Joining(LinkSettings settings, IdentityStore store, InstantSource clock) {
        this.settings = settings;
        this.store = store;
        this.clock = clock;
    }

    public AgentIdentity identity() throws InterruptedException {
        Optional<AgentIdentity> held = loaded();
        if (held.isPresent() && isUsable(held.get())) {
            return held.get();
        }
        JoinTokenText token = settings.token()
                .orElseThrow(
                        () -> new JoinRefusedException(
                                held.isPresent()
                                        ? "The member's certificate has expired and WINDROSE_AGENT_TOKEN is not set. Make a new join token."
                                        : "The member has no identity and WINDROSE_AGENT_TOKEN is not set. Make a join token at the hub."));
        AgentIdentity joined = join(token);
        save(joined);
        LOG.infof(
                "joined cluster=%s certificateUntil=%s",
                joined.cluster(), joined.certificate().getNotAfter());
        return joined;
    }

    private boolean isUsable(AgentIdentity identity) {
        return Certificates.isClientOf(identity.ca(), identity.certificate(), clock.instant());
    }

    private Optional<AgentIdentity> loaded() throws InterruptedException {
        for (int attempt = 1; ; attempt++) {
            try {
                return store.load();
            } catch (RuntimeException e) {
                LOG.warnf("reading the identity failed, trying again cause=%s", e.getMessage());
                pause(attempt);
            }
        }
    }

    private void save(AgentIdentity identity) throws InterruptedException {
        for (int attempt = 1; ; attempt++) {
            try {
                store.save(identity);
                return;
            } catch (RuntimeException e) {
                LOG.warnf("keeping the identity failed, trying again cause=%s", e.getMessage());
                pause(attempt);
            }
        }
    }

    /** The key is the same in every attempt: the hub knows a repeated request by it. */
    private AgentIdentity join(JoinTokenText token) throws InterruptedException {
        KeyPair keys = Keys.generate();
        String csr = SigningRequest.create(token.cluster(), keys);
        String request = new LinkApi.JoinRequest(token.reveal(), csr, settings.agentVersion()).toJson();
        boolean told = false;
        for (int attempt = 1; ; attempt++) {
            try {
                HubHttp.Answer answer = ask(token, request);
                switch (answer.status()) {
                    case 200 -> {
                        return identityFrom(answer, keys, token);
                    }
                    case 202 -> {
                        if (!told) {
                            LOG.infof("waiting until a person accepts cluster=%s", token.cluster());
                            told = true;
                        }
                        attempt = 0;
                    }
                    case 400, 403 ->
                        throw new JoinRefusedException(
                                "The hub refused the join token: %s".formatted(LinkApi.problemText(answer.body())));
                    default -> LOG.warnf("joining failed, trying again status=%d", answer.status());
                }
            } catch (IOException e) {
                LOG.warnf("the hub cannot be reached, trying again hub=%s cause=%s", settings.hub(), e.getMessage());
            }
            pause(attempt);
        }
    }

    private HubHttp.Answer ask(JoinTokenText token, String request) throws IOException, InterruptedException {
        X509Certificate ca = pinnedCa(token);
        try (var http = new HubHttp(settings.hub(), Tls.trusting(ca))) {
            return http.post(LinkApi.JOIN, request);
        }
    }

    private X509Certificate pinnedCa(JoinTokenText token) throws IOException, InterruptedException {
        var trust = new PinnedTrust(token);
        try (var http = new HubHttp(settings.hub(), Tls.pinned(trust))) {
            X509Certificate ca = http.offeredCa();
            if (token.pins(ca)) {
                return ca;
            }
        } catch (IOException e) {
            if (!trust.metAnotherHub()) {
                throw e;
            }
        }
        throw new JoinRefusedException(
                "%s is not the hub that made the join token: its CA is another one. Maybe the hub was set up anew; make a new token."
                        .formatted(settings.hub()));
    }

    private static AgentIdentity identityFrom(HubHttp.Answer answer, KeyPair keys, JoinTokenText token)
            throws IOException {
        var membership = LinkApi.Membership.parse(answer.body())
                .orElseThrow(() -> new IOException("The hub's answer to the join cannot be read."));
        try {
            var identity = AgentIdentity.of(keys.getPrivate(), membership);
            if (!identity.cluster().equals(token.cluster())
                    || !token.pins(identity.ca())
                    || !identity.certificate().getPublicKey().equals(keys.getPublic())) {
                throw new IOException("The hub's answer is for another cluster, key or CA.");
            }
            return identity;
        } catch (IllegalArgumentException e) {
            throw new IOException("The hub's answer to the join cannot be read.", e);
        }
    }

    /** Doubling from 2 s to 30 s, with up to a quarter more, so that a fleet does not come back in step. */
    private void pause(int attempt) throws InterruptedException {
        long millis = Math.min(POLL.toMillis() << Math.min(Math.max(attempt - 1, 0), 5), MAX_PAUSE.toMillis());
        long jittered = millis + ThreadLocalRandom.current().nextLong(millis / 4 + 1);
        if (closing.await(jittered, TimeUnit.MILLISECONDS)) {
            throw new InterruptedException("closed");
        }
    }

    /** From any thread: ends a wait that is under way, and with it the joining. */
    @Override
    public void close() {
        closing.countDown();
    }
}
