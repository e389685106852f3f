package dev.windrose.simulator.control;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.simulator.fleet.Cloud;
import dev.windrose.simulator.json.Json;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The status that the cluster-autoscaler of 1.30 and later writes (clusterstate/api/types.go), as far as it is played. */
final class AutoscalerReport {
    static final String NAME = "cluster-autoscaler-status";

    /** As Go prints a time. */
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "yyyy-MM-dd HH:mm:ss '+0000 UTC'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private static final String FIRST = "time: \"";

    /**
     * One node group.
     *
     * @param ordered nodes that the cloud was asked for and that are not there yet
     * @param backsOff the cloud had none, and is not asked for a while
     * @param since the last change
     */
    record Group(
            String name, int min, int max, int present, int ordered, boolean backsOff, Cloud cloud, Instant since) {}

    private AutoscalerReport() {}

    static ObjectNode configMap(ObjectNode data) {
        ObjectNode map = Json.object().put("apiVersion", "v1").put("kind", "ConfigMap");
        map.putObject("metadata").put("name", NAME).put("namespace", "kube-system");
        map.set("data", data);
        return map;
    }

    /** Whether a text says the same of the groups, whenever it was written. */
    static boolean says(String text, List<Group> groups) {
        int line = text.indexOf('\n');
        return line > 0 && text.substring(line + 1).equals(body(groups));
    }

    static Optional<Instant> writtenAt(String text) {
        int end = text.indexOf('"', FIRST.length());
        if (!text.startsWith(FIRST) || end < 0) {
            return Optional.empty();
        }
        try {
            return Optional.of(Instant.from(TIME.parse(text.substring(FIRST.length(), end))));
        } catch (DateTimeParseException _) {
            return Optional.empty();
        }
    }

    static String text(List<Group> groups, Instant now) {
        return FIRST + TIME.format(now.truncatedTo(ChronoUnit.SECONDS)) + "\"\n" + body(groups);
    }

    private static String body(List<Group> groups) {
        StringBuilder text = new StringBuilder("autoscalerStatus: Running\nnodeGroups:\n");
        groups.forEach(group -> text.append(of(group)));
        return text.toString();
    }

    private static String of(Group group) {
        String since = Edit.time(group.since());
        return """
                - name: %s
                  health:
                    status: Healthy
                    cloudProviderTarget: %d
                    minSize: %d
                    maxSize: %d
                    nodeCounts:
                      registered:
                        total: %d
                        ready: %d
                        notStarted: 0
                        beingDeleted: 0
                        unready:
                          total: 0
                          resourceUnready: 0
                      longUnregistered: 0
                      unregistered: %d
                  scaleUp:
                    status: %s
                %s    lastTransitionTime: %s
                  scaleDown:
                    status: NoCandidates
                    candidates: 0
                """.formatted(
                        group.name(),
                        group.present() + group.ordered(),
                        group.min(),
                        group.max(),
                        group.present(),
                        group.present(),
                        group.ordered(),
                        group.backsOff() ? "Backoff" : group.ordered() > 0 ? "InProgress" : "NoActivity",
                        group.backsOff() ? backoff(group.cloud()) : "",
                        since);
    }

    /** Each cloud's own word for being out of machines. */
    private static String backoff(Cloud cloud) {
        String code = switch (cloud) {
            case AWS -> "InsufficientInstanceCapacity";
            case AZURE -> "AllocationFailed";
            case GCP -> "ZONE_RESOURCE_POOL_EXHAUSTED";
        };
        return """
                    backoffInfo:
                      errorCode: %s
                      errorMessage: the cloud has no more machines of this type in the zones of the group
                """.formatted(code);
    }
}
