package dev.windrose.placement.inventory;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads canonical products from what drivers and clouds call them. What is not in the table is unknown, never guessed. */
public final class GpuProducts {
    private static final Pattern MIG = Pattern.compile("(.+)-MIG-([0-9]+[cg][0-9a-z.+]*)");

    /** Keys: the label's value in lower case, without maker, with '-' between words. */
    private static final Map<String, String> CANONICAL = Map.ofEntries(
            Map.entry("h100-80gb-hbm3", "H100"),
            Map.entry("h100-80gb", "H100"),
            Map.entry("h100-mega-80gb", "H100"),
            Map.entry("h100", "H100"),
            Map.entry("h100-pcie", "H100-PCIE"),
            Map.entry("h100-nvl", "H100-NVL"),
            Map.entry("h200", "H200"),
            Map.entry("h200-141gb", "H200"),
            Map.entry("h200-nvl", "H200-NVL"),
            Map.entry("gh200-480gb", "GH200"),
            Map.entry("b200", "B200"),
            Map.entry("gb200", "GB200"),
            Map.entry("b300", "B300"),
            Map.entry("a100-sxm4-40gb", "A100"),
            Map.entry("a100-pcie-40gb", "A100"),
            Map.entry("tesla-a100", "A100"),
            Map.entry("a100-sxm4-80gb", "A100-80GB"),
            Map.entry("a100-sxm-80gb", "A100-80GB"),
            Map.entry("a100-80gb-pcie", "A100-80GB"),
            Map.entry("a100-pcie-80gb", "A100-80GB"),
            Map.entry("a100-80gb", "A100-80GB"),
            Map.entry("l4", "L4"),
            Map.entry("l40", "L40"),
            Map.entry("l40s", "L40S"),
            Map.entry("a10", "A10"),
            Map.entry("a10g", "A10G"),
            Map.entry("a16", "A16"),
            Map.entry("a30", "A30"),
            Map.entry("a40", "A40"),
            Map.entry("t4", "T4"),
            Map.entry("tesla-t4", "T4"),
            Map.entry("t4g", "T4G"),
            Map.entry("v100-sxm2-16gb", "V100"),
            Map.entry("v100-pcie-16gb", "V100"),
            Map.entry("v100-sxm2-32gb", "V100-32GB"),
            Map.entry("v100-pcie-32gb", "V100-32GB"),
            Map.entry("tesla-v100-sxm2-16gb", "V100"),
            Map.entry("tesla-v100-pcie-16gb", "V100"),
            Map.entry("tesla-v100-sxm2-32gb", "V100-32GB"),
            Map.entry("tesla-p100-pcie-16gb", "P100"),
            Map.entry("tesla-p4", "P4"),
            Map.entry("tesla-m60", "M60"),
            Map.entry("rtx-a6000", "RTX-A6000"),
            Map.entry("rtx-6000-ada-generation", "RTX-6000-ADA"),
            Map.entry("rtx-pro-6000-blackwell-server-edition", "RTX-PRO-6000"),
            Map.entry("instinct-mi300x-oam", "MI300X"),
            Map.entry("instinct-mi300x", "MI300X"),
            Map.entry("instinct-mi325x-oam", "MI325X"),
            Map.entry("instinct-mi325x", "MI325X"),
            Map.entry("instinct-mi250x", "MI250X"),
            Map.entry("instinct-mi210", "MI210"),
            Map.entry("max-1550", "MAX-1550"),
            Map.entry("max-1100", "MAX-1100"),
            Map.entry("flex-170", "FLEX-170"),
            Map.entry("flex-140", "FLEX-140"));

    private GpuProducts() {}

    /**
     * The product that a label names: {@code NVIDIA-H100-80GB-HBM3}, {@code NVIDIA-A100-SXM4-40GB-MIG-1g.5gb},
     * {@code nvidia-tesla-t4}, {@code Tesla-T4-SHARED}.
     */
    public static GpuProduct fromLabel(String label) {
        String value = label.endsWith("-SHARED") ? label.substring(0, label.length() - "-SHARED".length()) : label;
        Matcher mig = MIG.matcher(value);
        if (mig.matches()) {
            GpuProduct whole = fromLabel(mig.group(1));
            return whole.known() ? new GpuProduct(whole.name() + GpuProduct.MIG + mig.group(2)) : whole;
        }
        String key = value.toLowerCase(Locale.ROOT).replace('_', '-').replace(' ', '-');
        for (String maker : new String[] {"nvidia-", "amd-", "intel-"}) {
            key = key.startsWith(maker) ? key.substring(maker.length()) : key;
        }
        String name = CANONICAL.get(key);
        return name == null ? GpuProduct.UNKNOWN : new GpuProduct(name);
    }
}
