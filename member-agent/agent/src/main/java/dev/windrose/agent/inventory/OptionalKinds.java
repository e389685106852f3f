package dev.windrose.agent.inventory;

import com.fasterxml.jackson.databind.JsonNode;
import dev.windrose.agent.kube.Answer;
import dev.windrose.agent.kube.KindCatalog;
import dev.windrose.agent.kube.KubeApi;
import dev.windrose.agent.kube.ListWatch;
import dev.windrose.agent.kube.ResourceKind;
import dev.windrose.placement.dra.ClaimFacts;
import dev.windrose.placement.dra.ClassFacts;
import dev.windrose.placement.dra.DraFacts;
import dev.windrose.placement.dra.SliceFacts;
import dev.windrose.placement.dra.TaintRuleFacts;
import dev.windrose.placement.provisioning.AutoscalerFacts;
import dev.windrose.placement.provisioning.CapacityFacts;
import dev.windrose.placement.provisioning.KarpenterFacts;
import dev.windrose.placement.provisioning.Provisioning;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Kinds that a member serves or not: DRA's, Karpenter's, the autoscalers'. Those that discovery finds are followed; what
 * is not served is no trouble and is asked for again every five minutes. The cluster-autoscaler's status is one ConfigMap
 * that is rewritten every ten seconds: it is read, not watched.
 */
final class OptionalKinds implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(OptionalKinds.class);
    private static final Duration PERIOD = Duration.ofSeconds(10);
    private static final Duration SOON = Duration.ofMillis(500);
    private static final int DISCOVERY_EVERY = 30;
    private static final String STATUS = ResourceKind.CONFIG_MAP.path("kube-system", "cluster-autoscaler-status");

    private final KubeApi api;
    private final KindCatalog catalog;
    private final Runnable changed;
    private final List<Followed<?>> all = new ArrayList<>();
    private final Followed<SliceFacts> slices =
            follow(true, DeviceObjects::slice, "ResourceSlice", "resource.k8s.io/v1");
    private final Followed<ClaimFacts> claims =
            follow(true, DeviceObjects::claim, "ResourceClaim", "resource.k8s.io/v1");
    private final Followed<ClassFacts> classes =
            follow(true, DeviceObjects::deviceClass, "DeviceClass", "resource.k8s.io/v1");
    private final Followed<TaintRuleFacts> taintRules = follow(
            true,
            DeviceObjects::taintRule,
            "DeviceTaintRule",
            "resource.k8s.io/v1",
            "resource.k8s.io/v1beta2",
            "resource.k8s.io/v1alpha3");
    private final Followed<KarpenterFacts.NodePool> nodePools =
            follow(false, ProvisioningObjects::nodePool, "NodePool", "karpenter.sh/v1");
    private final Followed<KarpenterFacts.NodeClaim> nodeClaims =
            follow(false, ProvisioningObjects::nodeClaim, "NodeClaim", "karpenter.sh/v1");
    private final Followed<CapacityFacts.Buffer> buffers = follow(
            false,
            ProvisioningObjects::buffer,
            "CapacityBuffer",
            "autoscaling.x-k8s.io/v1beta1",
            "autoscaling.x-k8s.io/v1alpha1");
    private final Followed<CapacityFacts.Quota> quotas = follow(
            false,
            ProvisioningObjects::quota,
            "CapacityQuota",
            "autoscaling.x-k8s.io/v1beta1",
            "autoscaling.x-k8s.io/v1alpha1");
    private final CountDownLatch closing = new CountDownLatch(1);
    private volatile AutoscalerFacts autoscaler = new AutoscalerFacts.Absent();
    private volatile boolean read;

    /** @param changed called when anything here changed */
    OptionalKinds(KubeApi api, Runnable changed) {
        this.api = api;
        this.catalog = new KindCatalog(api);
        this.changed = changed;
    }

    private <T> Followed<T> follow(
            boolean needed, Function<JsonNode, @Nullable T> mapping, String kind, String... versions) {
        var followed = new Followed<T>(needed, mapping, kind, List.of(versions));
        all.add(followed);
        return followed;
    }

    void start() {
        Thread.ofVirtual().name("optional kinds").start(this::run);
    }

    private void run() {
        try {
            boolean synced = false;
            for (int pass = 0; !closing.await(pass == 0 ? 0 : pause(synced), TimeUnit.MILLISECONDS); pass++) {
                synced = pass(!synced, !synced || pass % DISCOVERY_EVERY == 0);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Never throws: a loop that ends would leave what it read last standing for ever. */
    private boolean pass(boolean first, boolean discover) {
        try {
            if (discover) {
                all.forEach(Followed::discover);
            }
            AutoscalerFacts before = autoscaler;
            readAutoscaler();
            read = true;
            if (first || !autoscaler.equals(before)) {
                changed.run();
            }
        } catch (RuntimeException e) {
            if (closing.getCount() > 0) {
                LOG.errorf(e, "loop=optional-kinds state=failed");
            }
        }
        return isSynced();
    }

    private static long pause(boolean synced) {
        return synced ? PERIOD.toMillis() : SOON.toMillis();
    }

    /** Silence leaves what was read; it grows too old to be believed by itself. */
    private void readAutoscaler() {
        switch (api.get(STATUS)) {
            case Answer.Ok(int _, JsonNode body) -> autoscaler = ProvisioningObjects.autoscaler(body);
            case Answer.Refused refused when refused.isNotFound() -> autoscaler = new AutoscalerFacts.Absent();
            case Answer.Refused refused ->
                autoscaler = new AutoscalerFacts.Unreadable("its status may not be read: " + refused.reason());
            case Answer.Unreachable _ -> {}
        }
    }

    /**
     * Whether all that is served was listed. A kind that must not be read does not hold up the inventory: its watch says so
     * in the log. What else of DRA cannot be listed does, for without it GPUs in use would look free.
     */
    boolean isSynced() {
        return read && all.stream().allMatch(Followed::settled);
    }

    DraFacts devices() {
        return new DraFacts(slices.list(), claims.list(), classes.list(), taintRules.list());
    }

    Provisioning.Facts provisioning() {
        return new Provisioning.Facts(
                autoscaler,
                new KarpenterFacts(nodePools.list(), nodeClaims.list()),
                new CapacityFacts(buffers.list(), quotas.list()));
    }

    @Override
    public void close() {
        closing.countDown();
        all.forEach(Followed::close);
    }

    /** One kind, followed in the first of its versions that is served. */
    private final class Followed<T> {
        private final boolean needed;
        private final Function<JsonNode, @Nullable T> mapping;
        private final String kind;
        private final List<String> versions;
        private final Map<String, T> objects = new ConcurrentHashMap<>();
        private volatile boolean asked;
        private @Nullable ListWatch<T> watch;
        private boolean closed;

        Followed(boolean needed, Function<JsonNode, @Nullable T> mapping, String kind, List<String> versions) {
            this.needed = needed;
            this.mapping = mapping;
            this.kind = kind;
            this.versions = versions;
        }

        void discover() {
            if (following()) {
                return;
            }
            for (String version : versions) {
                switch (catalog.find(version, kind)) {
                    case KindCatalog.Found.Served(ResourceKind found) -> {
                        begin(found);
                        asked = true;
                        return;
                    }
                    case KindCatalog.Found.NotServed _ -> {}
                    case KindCatalog.Found.Unknown _ -> {
                        return; // asked again; a version further on might be the wrong one
                    }
                }
            }
            asked = true;
        }

        private synchronized boolean following() {
            return watch != null;
        }

        private synchronized void begin(ResourceKind found) {
            if (!closed) {
                watch = ListWatch.start(api, found.path(), "", mapping, ClusterMirror.into(objects, changed));
            }
        }

        synchronized boolean settled() {
            if (watch == null) {
                return asked;
            }
            boolean refused = watch.trouble().contains("forbidden");
            return watch.isSynced() || refused || (!needed && !watch.trouble().equals("not listed yet"));
        }

        List<T> list() {
            return List.copyOf(objects.values());
        }

        synchronized void close() {
            closed = true;
            if (watch != null) {
                watch.close();
            }
        }
    }
}
