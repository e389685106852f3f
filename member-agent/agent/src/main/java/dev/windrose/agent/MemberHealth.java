package dev.windrose.agent;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Ready means: the member's API server answers and the member is observed. The hub has no part in it; without the hub the
 * agent does its work from the last known good.
 */
@Readiness
@ApplicationScoped
class MemberHealth implements HealthCheck {
    private final MemberAgent agent;

    MemberHealth(MemberAgent agent) {
        this.agent = agent;
    }

    @Override
    public HealthCheckResponse call() {
        String trouble = agent.trouble();
        var response = HealthCheckResponse.named("member").status(trouble.isEmpty());
        return trouble.isEmpty()
                ? response.build()
                : response.withData("reason", trouble).build();
    }
}
