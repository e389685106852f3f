package dev.windrose.placement;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** Names plans by SHA-256 over parent and changes, for that is what a plan is; equal plans have equal names everywhere. */
final class PlanIds {
    private static final int BYTES = 16;

    private PlanIds() {}

    static PlanId of(PlanId parent, List<Change> changes) {
        StringBuilder text = new StringBuilder(parent.value());
        for (Change change : changes) {
            text.append('\n').append(change.key().text());
            if (change instanceof Change.Upsert upsert) {
                Assignment row = upsert.row();
                text.append('|')
                        .append(row.replicas())
                        .append('|')
                        .append(row.phase())
                        .append('|')
                        .append(row.generation())
                        .append('|')
                        .append(row.since())
                        .append('|')
                        .append(row.version());
            }
        }
        byte[] hash = sha256().digest(text.toString().getBytes(StandardCharsets.UTF_8));
        return new PlanId(HexFormat.of().formatHex(hash, 0, BYTES));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("Every Java platform has SHA-256; this one has not.", missing);
        }
    }
}
