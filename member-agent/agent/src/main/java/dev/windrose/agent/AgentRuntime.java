package dev.windrose.agent;

import dev.windrose.agent.apply.ApplyPolicy;
import dev.windrose.agent.state.LinkStateMap;
import dev.windrose.wire.member.LinkStateStore;
import dev.windrose.wire.member.Reports;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Starts and stops the agent with the container, and hands its parts to those who need them. */
@ApplicationScoped
class AgentRuntime {
    /** By then the first lists were read, the second time on a busy machine too: what starting needed of the heap goes back. */
    private static final List<Integer> STARTED_SECONDS = List.of(15, 60);

    @Produces
    @Singleton
    MemberAgent agent(AgentConfig config, AgentMetrics metrics, Instance<Reports> link) {
        var settings = new MemberAgent.Settings(
                new ApplyPolicy(config.allowedNamespaces().orElse(List.of())),
                config.podSecurity(),
                config.fullPass(),
                config.inventoryEvery(),
                config.statusAfter(),
                config.loadEvery());
        Reports reports = link.get();
        var agent = new MemberAgent(
                Member.get().api(), settings, new MemberAgent.Outputs(reports::workloads, reports::inventory), metrics);
        metrics.queueDepth(agent.applier()::queueDepth);
        return agent;
    }

    @Produces
    @Singleton
    LinkStateStore linkState() {
        return new LinkStateMap(Member.get().api());
    }

    /** Before the link: it asks at once what is held. */
    void start(@Observes @Priority(100) StartupEvent event, MemberAgent agent) {
        agent.start();
        STARTED_SECONDS.forEach(after ->
                CompletableFuture.delayedExecutor(after, TimeUnit.SECONDS).execute(System::gc));
    }

    void stop(@Observes ShutdownEvent event, MemberAgent agent) {
        agent.close();
        Member.get().close();
    }
}
