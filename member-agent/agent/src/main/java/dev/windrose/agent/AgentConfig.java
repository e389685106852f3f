package dev.windrose.agent;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The agent's configuration: keys {@code windrose.agent.*}, or {@code WINDROSE_AGENT_*} in the environment. Durations in
 * ISO form ({@code PT60S}) or as {@code 60s}.
 */
@ConfigMapping(prefix = "windrose.agent")
public interface AgentConfig {

    /** The hub's https address. Read by the link before anything else starts. */
    Optional<String> hub();

    /** The join token; used only while the member holds no identity. Never logged. */
    Optional<String> token();

    /** A kubeconfig file; unset: the service account of the pod. */
    Optional<String> kubeconfig();

    /** Port of health and metrics, plain HTTP; 0 picks a free one. */
    @WithDefault("0")
    int port();

    /** Address that health and metrics listen on; in a pod, where the kubelet asks from outside, {@code 0.0.0.0}. */
    @WithDefault("127.0.0.1")
    String host();

    /** How often everything is looked at and reported without an event. */
    @WithDefault("60s")
    Duration fullPass();

    /** At most one inventory report in this time. */
    @WithDefault("1s")
    Duration inventoryEvery();

    /** How long a status change waits for others, to go with them. */
    @WithDefault("50ms")
    Duration statusAfter();

    /** How often engines are asked for their load, where a workload is scaled by it. */
    @WithDefault("15s")
    Duration loadEvery();

    /** Requests to the member's API server under way at once. */
    @WithDefault("16")
    int apiPermits();

    /** How long one such request may take. */
    @WithDefault("15s")
    Duration apiTimeout();

    /** Globs of namespaces that may be applied to; empty: all but kube-* and windrose-*, which never may. */
    Optional<List<String>> allowedNamespaces();

    /** Pod security standard of namespaces that the agent makes: restricted, baseline or privileged. */
    @WithDefault("restricted")
    String podSecurity();
}
