package dev.windrose.simulator.fleet;

import java.util.List;
import java.util.Optional;

/**
 * The size of a machine type as its cloud's pages state it (AWS EC2 instance types, Azure VM sizes, GCP machine
 * families).
 *
 * @param vcpus virtual processors
 * @param memoryGiB memory of the machine
 * @param gpus whole GPUs; zero for none
 */
public record InstanceType(String name, int vcpus, int memoryGiB, int gpus) {
    private static final List<InstanceType> KNOWN = List.of(
            new InstanceType("p5.48xlarge", 192, 2048, 8),
            new InstanceType("p5.4xlarge", 16, 256, 1),
            new InstanceType("p4de.24xlarge", 96, 1152, 8),
            new InstanceType("p4d.24xlarge", 96, 1152, 8),
            new InstanceType("g6.xlarge", 4, 16, 1),
            new InstanceType("g6.2xlarge", 8, 32, 1),
            new InstanceType("g6.4xlarge", 16, 64, 1),
            new InstanceType("g6.12xlarge", 48, 192, 4),
            new InstanceType("g6.48xlarge", 192, 768, 8),
            new InstanceType("g6e.xlarge", 4, 32, 1),
            new InstanceType("g6e.12xlarge", 48, 384, 4),
            new InstanceType("g5.xlarge", 4, 16, 1),
            new InstanceType("g5.2xlarge", 8, 32, 1),
            new InstanceType("g5.4xlarge", 16, 64, 1),
            new InstanceType("g5.12xlarge", 48, 192, 4),
            new InstanceType("g5.48xlarge", 192, 768, 8),
            new InstanceType("g4dn.xlarge", 4, 16, 1),
            new InstanceType("g4dn.2xlarge", 8, 32, 1),
            new InstanceType("g4dn.12xlarge", 48, 192, 4),
            new InstanceType("m6i.xlarge", 4, 16, 0),
            new InstanceType("m6i.2xlarge", 8, 32, 0),
            new InstanceType("Standard_ND96isr_H100_v5", 96, 1900, 8),
            new InstanceType("Standard_NC40ads_H100_v5", 40, 320, 1),
            new InstanceType("Standard_NC80adis_H100_v5", 80, 640, 2),
            new InstanceType("Standard_NC24ads_A100_v4", 24, 220, 1),
            new InstanceType("Standard_NC48ads_A100_v4", 48, 440, 2),
            new InstanceType("Standard_NC96ads_A100_v4", 96, 880, 4),
            new InstanceType("Standard_NC4as_T4_v3", 4, 28, 1),
            new InstanceType("Standard_NC8as_T4_v3", 8, 56, 1),
            new InstanceType("Standard_NC16as_T4_v3", 16, 110, 1),
            new InstanceType("Standard_NC64as_T4_v3", 64, 440, 4),
            new InstanceType("Standard_D4s_v5", 4, 16, 0),
            new InstanceType("Standard_D8s_v5", 8, 32, 0),
            new InstanceType("a3-highgpu-8g", 208, 1872, 8),
            new InstanceType("a2-ultragpu-1g", 12, 170, 1),
            new InstanceType("a2-ultragpu-2g", 24, 340, 2),
            new InstanceType("a2-ultragpu-4g", 48, 680, 4),
            new InstanceType("a2-ultragpu-8g", 96, 1360, 8),
            new InstanceType("a2-highgpu-1g", 12, 85, 1),
            new InstanceType("g2-standard-4", 4, 16, 1),
            new InstanceType("g2-standard-8", 8, 32, 1),
            new InstanceType("g2-standard-12", 12, 48, 1),
            new InstanceType("g2-standard-16", 16, 64, 1),
            new InstanceType("g2-standard-24", 24, 96, 2),
            new InstanceType("g2-standard-48", 48, 192, 4),
            new InstanceType("g2-standard-96", 96, 384, 8),
            new InstanceType("n1-standard-4", 4, 15, 0),
            new InstanceType("n1-standard-8", 8, 30, 0),
            new InstanceType("n1-standard-16", 16, 60, 0),
            new InstanceType("e2-standard-4", 4, 16, 0),
            new InstanceType("e2-standard-8", 8, 32, 0));

    public static Optional<InstanceType> of(String name) {
        return KNOWN.stream().filter(t -> t.name().equals(name)).findFirst();
    }

    /** GCP attaches GPUs to N1 machines, so that such a type alone does not say how many there are. */
    public boolean takesAttachedGpus() {
        return name.startsWith("n1-");
    }
}
