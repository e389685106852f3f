package dev.windrose.agent.link;

import dev.windrose.wire.member.IdentityStore;
import dev.windrose.wire.member.JoinRefusedException;
import dev.windrose.wire.member.Joining;
import dev.windrose.wire.member.LinkContext;
import dev.windrose.wire.member.LinkSettings;
import dev.windrose.wire.member.LinkStateStore;
import java.time.InstantSource;

/**
 * Brings the member to an identity before the rest of the agent starts. {@code main} reads:
 *
 * <pre>
 * LinkBootstrap.prepare(LinkSettings.from(System.getenv(), version), identityStore, linkStateStore);
 * Quarkus.run(args);
 * </pre>
 */
public final class LinkBootstrap {

    private LinkBootstrap() {}

    /**
     * Loads the identity, or joins with the token and waits as long as a person needs to accept; then begins a new run
     * (incarnation) and hands both to the channels' configuration. Meanwhile {@code /q/health/live} answers 200 and
     * {@code /q/health/ready} 503 on the agent's port.
     *
     * @throws JoinRefusedException when the hub says that this token will never do
     */
    public static void prepare(LinkSettings settings, IdentityStore identities, LinkStateStore states)
            throws InterruptedException {
        try (var _ = BootstrapHealth.open(settings.healthPort());
                var joining = new Joining(settings, identities, InstantSource.system())) {
            CurrentLink.begin(new LinkContext(settings, joining.identity(), identities, states));
        }
    }
}
