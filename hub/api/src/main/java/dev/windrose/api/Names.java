package dev.windrose.api;

/** Names shared by hub, agent and people: API group, labels, annotations, finalizers. */
public final class Names {
    public static final String GROUP = "fleet.windrose.dev";
    public static final String VERSION = "v1alpha1";
    public static final String API_VERSION = GROUP + "/" + VERSION;

    /** The field manager of everything Windrose applies in a member. */
    public static final String FIELD_MANAGER = "windrose";

    /** Marks an object in a member as made and owned by Windrose. */
    public static final String MANAGED_BY_LABEL = "windrose.dev/managed-by";

    public static final String MANAGED_BY = "windrose";
    /** The uid of the InferenceWorkload that an object in a member serves; pods carry it, inventory counts by it. */
    public static final String WORKLOAD_UID_LABEL = "windrose.dev/workload-uid";

    public static final String WORKLOAD_LABEL = "windrose.dev/workload";
    /** The {@code metadata.generation} of the workload that a member's object was made from. */
    public static final String GENERATION_ANNOTATION = "windrose.dev/workload-generation";

    /** On a Deployment whose engines' load the hub follows: {@code engine}, their own metrics. */
    public static final String LOAD_ANNOTATION = "windrose.dev/load";

    private Names() {}
}
