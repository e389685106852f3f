package dev.windrose.agent.link;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/** Down only if the process is connected and hears nothing: then a channel of the connector has died. */
@Liveness
@ApplicationScoped
public class LinkLiveness implements HealthCheck {

    private final AgentLink link;

    LinkLiveness(AgentLink link) {
        this.link = link;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("link")
                .status(link.isLive())
                .withData("session", link.isOpen())
                .build();
    }
}
