package dev.windrose.placement;

import dev.windrose.placement.inventory.GpuResources;
import dev.windrose.placement.inventory.Taint;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Taints that only say what a node is for. A pod that asks for the GPU tolerates them, so the planner does, and the
 * runtime must write them into the pod: the GPU resource's own key (as the API server's ExtendedResourceToleration
 * plugin adds it), that of the whole GPUs which slices are of, and the marks of spot nodes, which the tier already decides.
 */
public final class ImpliedTolerations {
    private static final List<Toleration> SPOT = List.of(
            new Toleration(
                    "kubernetes.azure.com/scalesetpriority", false, "spot", Optional.of(Taint.Effect.NO_SCHEDULE)),
            new Toleration("cloud.google.com/gke-spot", false, "true", Optional.of(Taint.Effect.NO_SCHEDULE)));

    private ImpliedTolerations() {}

    /** For pods that ask for {@code gpuResource}. */
    public static List<Toleration> forPods(String gpuResource) {
        List<Toleration> all = new ArrayList<>();
        Stream.of(gpuResource, GpuResources.whole(gpuResource))
                .distinct()
                .forEach(key -> all.add(new Toleration(key, true, "", Optional.empty())));
        all.addAll(SPOT);
        return List.copyOf(all);
    }

    static boolean tolerates(String gpuResource, Taint taint) {
        return gpuResource.equals(taint.key())
                || GpuResources.whole(gpuResource).equals(taint.key())
                || SPOT.stream().anyMatch(each -> each.tolerates(taint));
    }
}
