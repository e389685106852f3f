package dev.windrose.agent.link;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Shows whether a session with the hub is open. It never decides: without the hub the agent does its work all the same. */
@Readiness
@ApplicationScoped
public class LinkReadiness implements HealthCheck {

    private final AgentLink link;

    LinkReadiness(AgentLink link) {
        this.link = link;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("link")
                .up()
                .withData("session", link.isOpen())
                .build();
    }
}
