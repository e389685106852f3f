package dev.windrose.agent.status;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.windrose.agent.apply.DesiredObject;
import dev.windrose.agent.apply.Ownership;
import dev.windrose.protocol.Digest;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Which workload a desired object belongs to; uid and name are empty when it belongs to none.
 *
 * @param load whether the hub wants to know the load of its engines
 */
record WorkloadTag(String uid, String workload, boolean load) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int REMEMBERED = 4_096;
    private static final WorkloadTag NONE = new WorkloadTag("", "", false);

    /** Statuses are put together many times a second; a body is read once. */
    private static final Map<Digest, WorkloadTag> READ =
            Collections.synchronizedMap(new LinkedHashMap<>(64, 0.75f, true) {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<Digest, WorkloadTag> eldest) {
                    return size() > REMEMBERED;
                }
            });

    static WorkloadTag of(DesiredObject object) {
        return READ.computeIfAbsent(object.digest(), _ -> read(object.body()));
    }

    private static WorkloadTag read(String body) {
        try {
            JsonNode tree = JSON.readTree(body);
            return new WorkloadTag(
                    Ownership.label(tree, Ownership.WORKLOAD_UID),
                    Ownership.label(tree, Ownership.WORKLOAD),
                    Ownership.annotation(tree, Ownership.LOAD).equals("engine"));
        } catch (JsonProcessingException e) {
            return NONE; // the applier reports it
        }
    }
}
