package dev.windrose.agent.apply;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.protocol.Generation;

/** Whose an object is, as written on it. The labels and annotations are API: they outlive any agent. */
public final class Ownership {
    public static final String MANAGED_BY = "windrose.dev/managed-by";
    public static final String US = "windrose";
    public static final String SECTION = "windrose.dev/section";
    public static final String DIGEST = "windrose.dev/digest";
    public static final String GENERATION = "windrose.dev/generation";
    /** The uid the hub gave a workload; on everything that belongs to it, pods included. */
    public static final String WORKLOAD_UID = "windrose.dev/workload-uid";
    /** The workload's name at the hub; its namespace is the object's. */
    public static final String WORKLOAD = "windrose.dev/workload";

    /** On a Deployment and its pods: the Deployment's name; a workload may have several in one member. */
    public static final String PART = "windrose.dev/part";
    /** On a Deployment whose engines' load the hub wants to know; says how. */
    public static final String LOAD = "windrose.dev/load";

    /** Selects what is ours. */
    public static final String SELECTOR = MANAGED_BY + "=" + US;

    private Ownership() {}

    public static boolean isOurs(JsonNode live) {
        return label(live, MANAGED_BY).equals(US);
    }

    public static String label(JsonNode live, String name) {
        return live.path("metadata").path("labels").path(name).asText();
    }

    public static String annotation(JsonNode live, String name) {
        return live.path("metadata").path("annotations").path(name).asText();
    }

    /** The generation that last changed the object; {@link Generation#NONE} when it carries none that can be read. */
    static Generation stampOf(JsonNode live) {
        try {
            String text = annotation(live, GENERATION);
            return text.isEmpty() ? Generation.NONE : Generation.parse(text);
        } catch (IllegalArgumentException e) {
            return Generation.NONE; // somebody edited it: as good as none
        }
    }

    /** The number of replicas as it is, and nothing else. */
    static ObjectNode replicasOnly(JsonNode live, ObjectRef ref) {
        ObjectNode only = JsonNodeFactory.instance
                .objectNode()
                .put("apiVersion", ref.apiVersion())
                .put("kind", ref.kind());
        only.putObject("metadata").put("namespace", ref.namespace()).put("name", ref.name());
        only.putObject("spec").set("replicas", live.path("spec").path("replicas"));
        return only;
    }

    /** Puts our marks on {@code body}, over any that it brought. */
    static ObjectNode stamp(ObjectNode body, DesiredObject desired) {
        ObjectNode metadata = body.withObjectProperty("metadata");
        metadata.withObjectProperty("labels")
                .put(MANAGED_BY, US)
                .put(SECTION, desired.section().value());
        metadata.withObjectProperty("annotations")
                .put(DIGEST, desired.digest().hex())
                .put(GENERATION, desired.since().toString());
        return body;
    }
}
