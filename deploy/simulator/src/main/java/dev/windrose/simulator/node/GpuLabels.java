package dev.windrose.simulator.node;

import dev.windrose.simulator.fleet.GpuProduct;
import dev.windrose.simulator.fleet.MigSpec;
import dev.windrose.simulator.fleet.PoolSpec;
import java.util.LinkedHashMap;
import java.util.Map;

/** The labels of GPU feature discovery (NVIDIA/k8s-device-plugin, docs/gpu-feature-discovery) on a GPU node whose GPUs are whole or cut, not shared. */
final class GpuLabels {
    private static final String DRIVER = "580.95.05";
    private static final String CUDA = "13.0";
    /** When the labels were made; fixed, so that a restart changes no node. */
    private static final String TIMESTAMP = "1767225600";

    private GpuLabels() {}

    static Map<String, String> of(PoolSpec pool) {
        Map<String, String> labels = new LinkedHashMap<>();
        if (pool.gpuProduct().isEmpty()) {
            return labels;
        }
        GpuProduct gpu = pool.gpuProduct().get();
        labels.put("nvidia.com/gfd.timestamp", TIMESTAMP);
        labels.put("nvidia.com/gpu.present", "true");
        labels.put("nvidia.com/gpu.product", gpu.label());
        labels.put("nvidia.com/gpu.memory", Integer.toString(pool.gpuMemoryMiB()));
        labels.put("nvidia.com/gpu.count", Integer.toString(pool.gpusPerNode()));
        labels.put("nvidia.com/gpu.replicas", "1");
        labels.put("nvidia.com/gpu.sharing-strategy", "none");
        labels.put("nvidia.com/gpu.family", gpu.family());
        labels.put("nvidia.com/gpu.mode", "compute");
        labels.put("nvidia.com/gpu.machine", pool.instanceType());
        labels.put("nvidia.com/gpu.compute.major", part(gpu.compute(), 0));
        labels.put("nvidia.com/gpu.compute.minor", part(gpu.compute(), 1));
        labels.put("nvidia.com/mig.capable", Boolean.toString(gpu.mig()));
        labels.put("nvidia.com/mig.strategy", pool.mig().gpus() == 0 ? "single" : "mixed");
        pool.mig().slices().forEach((profile, count) -> labels.putAll(slice(gpu, profile, count)));
        labels.put("nvidia.com/mps.capable", "false");
        labels.put("nvidia.com/vgpu.present", "false");
        labels.put("nvidia.com/cuda.driver-version.full", DRIVER);
        labels.put("nvidia.com/cuda.driver-version.major", part(DRIVER, 0));
        labels.put("nvidia.com/cuda.driver-version.minor", part(DRIVER, 1));
        labels.put("nvidia.com/cuda.driver-version.revision", part(DRIVER, 2));
        labels.put("nvidia.com/cuda.runtime-version.full", CUDA);
        labels.put("nvidia.com/cuda.runtime-version.major", part(CUDA, 0));
        labels.put("nvidia.com/cuda.runtime-version.minor", part(CUDA, 1));
        return labels;
    }

    /** Labels of one profile (internal/lm/resource.go). Its memory as an H100 prints it, within two per cent. */
    private static Map<String, String> slice(GpuProduct gpu, String profile, int count) {
        String prefix = MigSpec.resource(profile) + ".";
        int sold = Integer.parseInt(profile.substring(profile.indexOf('.') + 1, profile.length() - 2));
        return Map.of(
                prefix + "product",
                gpu.label() + "-MIG-" + profile,
                prefix + "count",
                Integer.toString(count),
                prefix + "memory",
                Integer.toString(1000 * sold - 16),
                prefix + "replicas",
                "1",
                prefix + "sharing-strategy",
                "none",
                prefix + "slices.gi",
                profile.substring(0, 1));
    }

    private static String part(String dotted, int index) {
        return dotted.split("\\.", -1)[index];
    }
}
