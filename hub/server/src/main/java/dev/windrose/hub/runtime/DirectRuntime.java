package dev.windrose.hub.runtime;

import dev.windrose.api.InferenceWorkloadSpec;
import dev.windrose.api.InferenceWorkloadSpec.SecretRef;
import dev.windrose.api.InferenceWorkloadSpec.ServicePort;
import dev.windrose.api.Names;
import dev.windrose.placement.ImpliedTolerations;
import dev.windrose.placement.inventory.GpuResources;
import dev.windrose.placement.inventory.Taint;
import dev.windrose.protocol.Body;
import dev.windrose.protocol.ObjectKey;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.ProbeBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.Toleration;
import io.fabric8.kubernetes.api.model.TolerationBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Runtime {@code direct}: a Deployment for each part of a workload in a member, and one Service over them.
 *
 * <p>Nothing here depends on the hub's clock or on a count that changes by itself, so equal plans give equal bytes and
 * a member is not written to without need. The workload's generation stands on the Deployment, not on the pod
 * template: scaling restarts nobody.
 */
public final class DirectRuntime {
    public static final String CONTAINER = "engine";
    private static final int DEFAULT_PORT = 8000;

    /** Weights of hundreds of GB come over the network before the first answer: 2 h, asked every 10 s. */
    private static final int STARTUP_PERIOD_SECONDS = 10;

    private static final int STARTUP_FAILURES = 720;

    /**
     * Members hold our namespaces to the restricted pod security standard, so engines run as an ordinary user. Images of
     * engines know no such user: whatever looks for a home or a name is told one.
     */
    private static final long USER = 2000;

    private static final String CACHE = "/cache";
    private static final EnvVar[] HOME = {
        new EnvVar("HOME", CACHE, null),
        new EnvVar("USER", "windrose", null),
        new EnvVar("HF_HOME", CACHE + "/huggingface", null),
        new EnvVar("XDG_CACHE_HOME", CACHE, null)
    };

    private static final String TEMPLATE_ENDS = "}}}";

    private final KubernetesSerialization serialization = new KubernetesSerialization();

    private final LearnedModels learned;
    private final KnownPods pods;

    public DirectRuntime() {
        this(LearnedModels.NONE);
    }

    public DirectRuntime(LearnedModels learned) {
        this.learned = learned;
        this.pods = new KnownPods(learned);
    }

    public List<DesiredObject> objects(Part part) {
        return List.of(deploymentOf(part), desired(service(part)));
    }

    /** The key of the Deployment of a part, by which members report on it. */
    public static ObjectKey deploymentKey(Part part) {
        return new ObjectKey("apps/v1/Deployment/%s/%s".formatted(part.namespace(), name(part)));
    }

    private static String name(Part part) {
        return PartName.of(part.name(), part.assignment().key());
    }

    private DesiredObject desired(HasMetadata object) {
        return desired(object, serialization.asJson(object));
    }

    private static DesiredObject desired(HasMetadata object, String json) {
        var key = "%s/%s/%s/%s"
                .formatted(
                        object.getApiVersion(),
                        object.getKind(),
                        object.getMetadata().getNamespace(),
                        object.getMetadata().getName());
        return new DesiredObject(new ObjectKey(key), new Body(json));
    }

    /**
     * The pod is most of a Deployment, and the same for all workloads of one spec at one place: its text is made once. It is
     * put where the serialiser would have, at the end of the template, which is the end of the spec and of all.
     */
    private DesiredObject deploymentOf(Part part) {
        var shell = deployment(part);
        var json = serialization.asJson(shell);
        var end = json.length() - TEMPLATE_ENDS.length();
        if (!json.endsWith(TEMPLATE_ENDS)) {
            throw new IllegalStateException("A Deployment no longer ends with its template: %s".formatted(json));
        }
        return desired(shell, json.substring(0, end) + ",\"spec\":" + pods.of(part, this::podText) + TEMPLATE_ENDS);
    }

    private String podText(Part part) {
        return serialization.asJson(pod(part));
    }

    /** Without its pod. */
    private Deployment deployment(Part part) {
        var selector = new TreeMap<>(selector(part));
        selector.put("windrose.dev/part", name(part));
        var labels = new TreeMap<>(labels(part));
        labels.putAll(selector);
        return new DeploymentBuilder()
                .withNewMetadata()
                .withNamespace(part.namespace())
                .withName(name(part))
                .withLabels(labels)
                .addToAnnotations(
                        Names.GENERATION_ANNOTATION,
                        Long.toString(part.assignment().generation()))
                .addToAnnotations(
                        part.spec().autoscaling() == null ? Map.of() : Map.of(Names.LOAD_ANNOTATION, "engine"))
                .endMetadata()
                .withNewSpec()
                .withReplicas(part.assignment().replicas())
                .withNewSelector()
                .withMatchLabels(selector)
                .endSelector()
                .withNewStrategy()
                .withType("RollingUpdate")
                .withNewRollingUpdate()
                // GPUs rarely hold a spare replica: give one up first unless one more surely fits.
                .withMaxSurge(new IntOrString(part.surge() ? 1 : 0))
                .withMaxUnavailable(new IntOrString(part.surge() ? 0 : 1))
                .endRollingUpdate()
                .endStrategy()
                .withProgressDeadlineSeconds(STARTUP_PERIOD_SECONDS * STARTUP_FAILURES + 600)
                .withNewTemplate()
                .withNewMetadata()
                .withLabels(labels)
                .endMetadata()
                .endTemplate()
                .endSpec()
                .build();
    }

    private PodSpec pod(Part part) {
        var pod = new PodSpecBuilder()
                .withContainers(container(part))
                .withTolerations(tolerations(part))
                .withAutomountServiceAccountToken(false)
                .withTerminationGracePeriodSeconds(60L)
                .withNewSecurityContext()
                .withRunAsNonRoot(true)
                .withRunAsUser(USER)
                .withRunAsGroup(USER)
                .withFsGroup(USER)
                .withNewSeccompProfile()
                .withType("RuntimeDefault")
                .endSeccompProfile()
                .endSecurityContext()
                // NCCL and PyTorch move tensors between processes through shared memory; the 64 MiB default is too
                // small.
                .addNewVolume()
                .withName("shared-memory")
                .withNewEmptyDir()
                .withMedium("Memory")
                .withSizeLimit(new Quantity("16Gi"))
                .endEmptyDir()
                .endVolume()
                // Weights and compiled kernels; gone with the pod.
                .addNewVolume()
                .withName("cache")
                .withNewEmptyDir()
                .endEmptyDir()
                .endVolume();
        part.assignment()
                .key()
                .shape()
                .instanceType()
                .ifPresent(type -> pod.addToNodeSelector("node.kubernetes.io/instance-type", type));
        NodeAffinities.of(part.assignment().key())
                .ifPresent(selector -> pod.withNewAffinity()
                        .withNewNodeAffinity()
                        .withRequiredDuringSchedulingIgnoredDuringExecution(selector)
                        .endNodeAffinity()
                        .endAffinity());
        return pod.build();
    }

    /** The planner places only where the GPUs are offered under this name. */
    private static String gpuResource(Part part) {
        return GpuResources.askedFor(part.assignment().key().shape().product());
    }

    private Container container(Part part) {
        var spec = part.spec();
        var gpus = part.assignment().key().shape().gpusPerReplica();
        var command = EngineCommand.of(spec, gpus, port(spec), learned);
        var gpu = Map.of(gpuResource(part), new Quantity(Integer.toString(gpus)));
        var container = new ContainerBuilder()
                .withName(CONTAINER)
                .withImage(command.image())
                .withArgs(command.args())
                .addNewPort()
                .withName("http")
                .withContainerPort(port(spec))
                .withProtocol("TCP")
                .endPort()
                .withNewResources()
                .withRequests(gpu)
                .withLimits(gpu)
                .endResources()
                .withStartupProbe(probe(command, STARTUP_PERIOD_SECONDS, STARTUP_FAILURES))
                .withReadinessProbe(probe(command, 5, 3))
                .withLivenessProbe(probe(command, 20, 6))
                .withNewSecurityContext()
                .withAllowPrivilegeEscalation(false)
                .withNewCapabilities()
                .withDrop("ALL")
                .endCapabilities()
                .endSecurityContext()
                .addToEnv(HOME)
                .addNewVolumeMount()
                .withName("shared-memory")
                .withMountPath("/dev/shm")
                .endVolumeMount()
                .addNewVolumeMount()
                .withName("cache")
                .withMountPath(CACHE)
                .endVolumeMount();
        Optional.ofNullable(spec.secrets()).orElse(List.of()).forEach(secret -> addSecret(container, secret));
        return container.build();
    }

    /** By reference only: the value stays in the member. */
    private static void addSecret(ContainerBuilder container, SecretRef secret) {
        if (secret.env() == null) {
            container
                    .addNewEnvFrom()
                    .withNewSecretRef()
                    .withName(secret.name())
                    .endSecretRef()
                    .endEnvFrom();
            return;
        }
        container.addToEnv(new EnvVarBuilder()
                .withName(secret.env())
                .withNewValueFrom()
                .withNewSecretKeyRef()
                .withName(secret.name())
                .withKey(Objects.requireNonNullElse(secret.key(), "token"))
                .endSecretKeyRef()
                .endValueFrom()
                .build());
    }

    private static Probe probe(EngineCommand command, int period, int failures) {
        return new ProbeBuilder()
                .withNewHttpGet()
                .withPath(command.healthPath())
                .withPort(new IntOrString("http"))
                .endHttpGet()
                .withPeriodSeconds(period)
                .withFailureThreshold(failures)
                .withTimeoutSeconds(5)
                .build();
    }

    /** Taints that only say what a node is for: the planner counts on these being written. */
    private static List<Toleration> tolerations(Part part) {
        return ImpliedTolerations.forPods(gpuResource(part)).stream()
                .map(t -> new TolerationBuilder()
                        .withKey(t.key())
                        .withOperator(t.exists() ? "Exists" : "Equal")
                        .withValue(t.exists() ? null : t.value())
                        .withEffect(t.effect().map(Taint.Effect::text).orElse(null))
                        .build())
                .toList();
    }

    /** A Service over all parts of the workload in the member; a draining part's pods answer as long as they live. */
    private static Service service(Part part) {
        var port = port(part.spec());
        return new ServiceBuilder()
                .withNewMetadata()
                .withNamespace(part.namespace())
                .withName(part.name())
                .withLabels(labels(part))
                .endMetadata()
                .withNewSpec()
                .withType("ClusterIP")
                .withSelector(selector(part))
                .addNewPort()
                .withName("http")
                .withProtocol("TCP")
                .withPort(port)
                .withTargetPort(new IntOrString("http"))
                .endPort()
                .endSpec()
                .build();
    }

    private static Map<String, String> selector(Part part) {
        return Map.of(
                Names.WORKLOAD_UID_LABEL, part.assignment().key().workload().value());
    }

    /** In key order: the order of {@code Map.of} differs from process to process, and equal plans give equal bytes. */
    private static Map<String, String> labels(Part part) {
        return new TreeMap<>(Map.of(
                Names.MANAGED_BY_LABEL,
                Names.MANAGED_BY,
                Names.WORKLOAD_UID_LABEL,
                part.assignment().key().workload().value(),
                Names.WORKLOAD_LABEL,
                part.name()));
    }

    private static int port(InferenceWorkloadSpec spec) {
        return Optional.ofNullable(spec.service()).map(ServicePort::port).orElse(DEFAULT_PORT);
    }
}
