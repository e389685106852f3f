package dev.windrose.placement.price;

import java.util.Locale;
import java.util.Map;

/** Brings the many spellings of an accelerator's name to the canonical one of the SKU table. */
final class ProductNames {
    private static final Map<String, String> ALIASES = Map.ofEntries(
            Map.entry("RTX-PRO-SERVER-6000", "RTX-PRO-6000"),
            Map.entry("RTXPRO6000", "RTX-PRO-6000"),
            Map.entry("RTX-PRO-6000-BLACKWELL", "RTX-PRO-6000"),
            Map.entry("RTX-PRO-SERVER-4500", "RTX-PRO-4500"),
            Map.entry("RADEON-PRO-V520", "V520"),
            Map.entry("RADEON-PRO-V620", "V620"),
            Map.entry("RADEON-PRO-V710", "V710"),
            Map.entry("RADEON-MI25", "MI25"),
            Map.entry("RADEON-INSTINCT-MI25", "MI25"),
            Map.entry("INSTINCT-MI300X", "MI300X"),
            Map.entry("GAUDI-HL-205", "GAUDI"),
            Map.entry("A100-SXM4-40GB", "A100-40GB"),
            Map.entry("A100-SXM4-80GB", "A100-80GB"),
            Map.entry("A100-80GB-PCIE", "A100-80GB"),
            Map.entry("H100-80GB-HBM3", "H100"),
            Map.entry("H100-SXM5-80GB", "H100"),
            Map.entry("GRID-K520", "K520"),
            Map.entry("H100-80GB", "H100"),
            Map.entry("H100-MEGA-80GB", "H100-MEGA"));

    private ProductNames() {}

    /** {@code "NVIDIA Tesla T4"} to {@code "T4"}; an unknown name comes back in canonical spelling. */
    static String canonical(String name) {
        var plain = name.strip()
                .toUpperCase(Locale.ROOT)
                .replaceAll("[^A-Z0-9]+", "-")
                .replaceAll("^(NVIDIA|AMD|INTEL|HABANA|AWS)-", "")
                .replaceAll("^TESLA-", "")
                .replaceAll("^-+|-+$", "");
        return ALIASES.getOrDefault(plain, plain);
    }

    /** Whether a file's name means the table's product, or says less of it: {@code A100} agrees with A100-40GB. */
    static boolean agree(String inFile, String inTable) {
        // GCP calls the H100 of its A3 Mega machines by a name of their own; the device is the same.
        boolean mega = inFile.equals("H100-MEGA") && inTable.equals("H100");
        return mega || inTable.equals(inFile) || inTable.startsWith(inFile + "-");
    }
}
