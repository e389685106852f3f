package dev.windrose.placement;

import dev.windrose.placement.inventory.Taint;
import java.util.List;
import java.util.Optional;

/**
 * Taints that only say what a node is for. A pod that asks for the GPU tolerates them, so the planner does, and the
 * runtime must write them into the pod: the GPU resource's own key (as the API server's ExtendedResourceToleration
 * plugin adds it), and the marks of spot nodes, which the tier already decides.
 */
public final class ImpliedTolerations {
    private static final List<Toleration> SPOT = List.of(
            new Toleration(
                    "kubernetes.azure.com/scalesetpriority", false, "spot", Optional.of(Taint.Effect.NO_SCHEDULE)),
            new Toleration("cloud.google.com/gke-spot", false, "true", Optional.of(Taint.Effect.NO_SCHEDULE)));

    private ImpliedTolerations() {}

    /** For pods that ask for {@code gpuResource}. */
    public static List<Toleration> forPods(String gpuResource) {
        return List.of(new Toleration(gpuResource, true, "", Optional.empty()), SPOT.get(0), SPOT.get(1));
    }

    static boolean tolerates(String gpuResource, Taint taint) {
        return gpuResource.equals(taint.key()) || SPOT.stream().anyMatch(each -> each.tolerates(taint));
    }
}
