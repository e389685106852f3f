package dev.windrose.hub.access;

import dev.windrose.hub.HubConfig;
import dev.windrose.hub.access.db.PgObjectCounts;
import dev.windrose.hub.access.limit.CallerLimits;
import dev.windrose.hub.access.limit.ObjectLimits;
import dev.windrose.hub.access.limit.RequestRates;
import dev.windrose.hub.access.limit.Slots;
import dev.windrose.hub.access.oidc.OidcAuthenticator;
import dev.windrose.hub.access.oidc.OidcSettings;
import dev.windrose.hub.access.oidc.Trust;
import dev.windrose.kubeapi.access.Authenticator;
import dev.windrose.kubeapi.access.Authorizer;
import dev.windrose.kubeapi.access.Caller;
import dev.windrose.kubeapi.access.Gate;
import dev.windrose.kubeapi.access.StaticTokenAuthenticator;
import dev.windrose.kubeapi.resource.Admission;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** Puts together who is let in and what they may do, from the configuration. */
@ApplicationScoped
public class FleetAccess {
    private final HubConfig config;
    private final AccessMirror mirror;
    private final PgObjectCounts counts;
    private final InstantSource clock;

    public FleetAccess(HubConfig config, AccessMirror mirror, PgObjectCounts counts, InstantSource clock) {
        this.counts = counts;
        this.config = config;
        this.mirror = mirror;
        this.clock = clock;
    }

    /** The rules of the kinds that decide about access, by plural. */
    public Map<String, Admission> admissions() {
        var roles = new RoleAdmission(() -> mirror.current().policy());
        return Map.of(
                AccessKinds.ROLES.plural(),
                roles::role,
                AccessKinds.BINDINGS.plural(),
                roles::binding,
                AccessKinds.TOKENS.plural(),
                new TokenAdmission(
                        () -> mirror.current().policy(),
                        clock,
                        new SecureRandom(),
                        config.access().tokenMaxLifetime()),
                AccessKinds.APPROVALS.plural(),
                new ApprovalAdmission(clock));
    }

    @Produces
    @Singleton
    Authenticator authenticator(TokenUses uses, MeterRegistry metrics) {
        var admin = new Caller("windrose:admin", List.of(Policy.MASTERS, KnownToken.AUTHENTICATED));
        var local = new StaticTokenAuthenticator(
                Map.of(AdminToken.in(config.dataDir()).value(), admin));
        return new FleetAuthenticator(
                local, new ApiTokenAuthenticator(mirror, uses, clock), issuer(), limits(metrics), mirror::fresh);
    }

    private CallerLimits limits(MeterRegistry metrics) {
        var limits = config.limits();
        return new CallerLimits(
                new RequestRates(limits.requestsPerSecond(), limits.totalRequestsPerSecond(), System::nanoTime),
                new RequestRates(limits.refusedRequestsPerSecond(), limits.totalRequestsPerSecond(), System::nanoTime),
                new Slots(limits.watches(), limits.totalWatches()),
                metrics);
    }

    /** How large objects may be and how many. */
    public ObjectLimits objectLimits() {
        var limits = config.limits();
        return new ObjectLimits(limits.objectBytes(), limits.objectsPerNamespace(), counts);
    }

    private FleetAuthenticator.Bearer issuer() {
        var oidc = config.oidc();
        if (oidc.issuer().isEmpty()) {
            return _ -> CompletableFuture.completedStage(Optional.empty());
        }
        var settings = new OidcSettings(
                oidc.issuer().get(),
                Set.copyOf(oidc.audiences().orElse(List.of())),
                oidc.usernameClaim(),
                oidc.usernamePrefix().orElse(""),
                oidc.groupsClaim(),
                oidc.groupsPrefix().orElse(""),
                oidc.requiredClaims(),
                oidc.clockSkew());
        return OidcAuthenticator.of(settings, Trust.of(oidc.caFile()), clock, System::nanoTime)::find;
    }

    @Produces
    @Singleton
    Authorizer authorizer() {
        return new FleetAuthorizer(mirror);
    }

    /** For handlers beside the API core. */
    @Produces
    @Singleton
    Gate gate(Authenticator authenticator, Authorizer authorizer) {
        return Gate.of(authenticator, authorizer);
    }
}
