package dev.windrose.hub.runtime;

import dev.windrose.placement.AssignmentKey;
import dev.windrose.protocol.Digest;
import java.util.Locale;

/**
 * The name of the Deployment of one part: the workload's name, the GPU and the tier for people, and a few letters of a
 * digest of the whole key so that two parts never meet. The same key always gives the same name.
 */
public final class PartName {
    private static final int MAX = 63;
    private static final int DIGEST = 5;

    private PartName() {}

    public static String of(String workload, AssignmentKey key) {
        var shape = key.shape();
        var readable = "%s-%dx%s-%s"
                .formatted(
                        workload,
                        shape.gpusPerReplica(),
                        shape.product().name(),
                        key.tier().text())
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z0-9-]", "-");
        // Slices under either name of their resource are the same GPUs to people, and two parts.
        var apart = shape.product().apart() ? "|apart" : "";
        var digest =
                Digest.of(shape.text() + "|" + key.tier().text() + apart).hex().substring(0, DIGEST);
        var room = MAX - DIGEST - 1;
        var head = readable.length() > room ? readable.substring(0, room) : readable;
        return head.replaceAll("-+$", "") + "-" + digest;
    }
}
