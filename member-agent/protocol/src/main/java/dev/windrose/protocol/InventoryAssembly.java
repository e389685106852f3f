package dev.windrose.protocol;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Collects the parts of a full inventory. Only when all are in and the rows hash to what was promised is there a
 * snapshot; until then what was known before stands. Not safe for use by several threads.
 */
public final class InventoryAssembly {

    private final PartAssembly<List<String>> assembly = new PartAssembly<>();

    /** All rows in order once the last part came and they hash to the snapshot's digest. */
    public Optional<List<String>> add(AgentMessage.InventoryReport report) {
        return assembly.add(report.snapshot(), report.part(), report.rows())
                .map(parts -> parts.stream().flatMap(List::stream).toList())
                .filter(rows -> digestOf(rows).equals(report.snapshot()));
    }

    /** SHA-256 over the rows in order, each ended by a zero byte (which JSON text never holds). */
    public static Digest digestOf(List<String> rows) {
        MessageDigest sha = Digest.sha256();
        for (String row : rows) {
            sha.update(row.getBytes(StandardCharsets.UTF_8));
            sha.update((byte) 0);
        }
        return new Digest(HexFormat.of().formatHex(sha.digest()));
    }
}
