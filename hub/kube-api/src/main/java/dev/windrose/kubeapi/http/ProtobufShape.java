package dev.windrose.kubeapi.http;

import static java.util.Objects.requireNonNull;

import dev.windrose.kubeapi.resource.ResourceDescriptor;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the field numbers of a protobuf message mean, for the messages that typed Go clients send us. Numbers are those of
 * the generated.proto files of k8s.io/api (core/v1, events/v1, autoscaling/v1) and k8s.io/apimachinery (meta/v1).
 */
final class ProtobufShape {
    /** What is at a number. */
    enum Type {
        TEXT,
        INT32,
        INT64,
        FLAG,
        MESSAGE,
        /** map&lt;string, string&gt; */
        TEXT_MAP,
        /** Timestamp, shown in whole seconds. */
        TIME,
        /** The same, shown in microseconds. */
        MICRO_TIME,
        /** A message whose first field is JSON. */
        JSON
    }

    /** @param shape of what is within; null but for messages */
    record Field(
            String name,
            Type type,
            boolean repeated,
            @Nullable ProtobufShape shape) {
        ProtobufShape within() {
            return requireNonNull(shape, "not a message");
        }
    }

    private static final ProtobufShape OWNER = new ProtobufShape()
            .text(1, "kind")
            .text(3, "name")
            .text(4, "uid")
            .text(5, "apiVersion")
            .add(6, "controller", Type.FLAG)
            .add(7, "blockOwnerDeletion", Type.FLAG);

    private static final ProtobufShape MANAGER = new ProtobufShape()
            .text(1, "manager")
            .text(2, "operation")
            .text(3, "apiVersion")
            .add(4, "time", Type.TIME)
            .text(6, "fieldsType")
            .add(7, "fieldsV1", Type.JSON)
            .text(8, "subresource");

    private static final ProtobufShape META = new ProtobufShape()
            .text(1, "name")
            .text(2, "generateName")
            .text(3, "namespace")
            .text(4, "selfLink")
            .text(5, "uid")
            .text(6, "resourceVersion")
            .add(7, "generation", Type.INT64)
            .add(8, "creationTimestamp", Type.TIME)
            .add(9, "deletionTimestamp", Type.TIME)
            .add(10, "deletionGracePeriodSeconds", Type.INT64)
            .add(11, "labels", Type.TEXT_MAP)
            .add(12, "annotations", Type.TEXT_MAP)
            .messages(13, "ownerReferences", OWNER)
            .texts(14, "finalizers")
            .messages(17, "managedFields", MANAGER);

    private static final ProtobufShape REFERENCE = new ProtobufShape()
            .text(1, "kind")
            .text(2, "namespace")
            .text(3, "name")
            .text(4, "uid")
            .text(5, "apiVersion")
            .text(6, "resourceVersion")
            .text(7, "fieldPath");

    private static final ProtobufShape SOURCE =
            new ProtobufShape().text(1, "component").text(2, "host");

    private static final ProtobufShape SERIES =
            new ProtobufShape().add(1, "count", Type.INT32).add(2, "lastObservedTime", Type.MICRO_TIME);

    private static final ProtobufShape CONDITION = new ProtobufShape()
            .text(1, "type")
            .text(2, "status")
            .add(4, "lastTransitionTime", Type.TIME)
            .text(5, "reason")
            .text(6, "message");

    private static final ProtobufShape NAMESPACE = new ProtobufShape()
            .message(1, "metadata", META)
            .message(2, "spec", new ProtobufShape().texts(1, "finalizers"))
            .message(3, "status", new ProtobufShape().text(1, "phase").messages(2, "conditions", CONDITION));

    private static final ProtobufShape EVENT = new ProtobufShape()
            .message(1, "metadata", META)
            .message(2, "involvedObject", REFERENCE)
            .text(3, "reason")
            .text(4, "message")
            .message(5, "source", SOURCE)
            .add(6, "firstTimestamp", Type.TIME)
            .add(7, "lastTimestamp", Type.TIME)
            .add(8, "count", Type.INT32)
            .text(9, "type")
            .add(10, "eventTime", Type.MICRO_TIME)
            .message(11, "series", SERIES)
            .text(12, "action")
            .message(13, "related", REFERENCE)
            .text(14, "reportingComponent")
            .text(15, "reportingInstance");

    private static final ProtobufShape NEWER_EVENT = new ProtobufShape()
            .message(1, "metadata", META)
            .add(2, "eventTime", Type.MICRO_TIME)
            .message(3, "series", SERIES)
            .text(4, "reportingController")
            .text(5, "reportingInstance")
            .text(6, "action")
            .text(7, "reason")
            .message(8, "regarding", REFERENCE)
            .message(9, "related", REFERENCE)
            .text(10, "note")
            .text(11, "type")
            .message(12, "deprecatedSource", SOURCE)
            .add(13, "deprecatedFirstTimestamp", Type.TIME)
            .add(14, "deprecatedLastTimestamp", Type.TIME)
            .add(15, "deprecatedCount", Type.INT32);

    static final ProtobufShape SCALE = new ProtobufShape()
            .message(1, "metadata", META)
            .message(2, "spec", new ProtobufShape().add(1, "replicas", Type.INT32))
            .message(
                    3,
                    "status",
                    new ProtobufShape().add(1, "replicas", Type.INT32).text(2, "selector"));

    static final ProtobufShape DELETE_OPTIONS = new ProtobufShape()
            .add(1, "gracePeriodSeconds", Type.INT64)
            .message(2, "preconditions", new ProtobufShape().text(1, "uid").text(2, "resourceVersion"))
            .add(3, "orphanDependents", Type.FLAG)
            .text(4, "propagationPolicy")
            .texts(5, "dryRun");

    private static final ProtobufShape ACCESS_REVIEW = new ProtobufShape()
            .message(
                    2,
                    "spec",
                    new ProtobufShape()
                            .message(
                                    1,
                                    "resourceAttributes",
                                    new ProtobufShape()
                                            .text(1, "namespace")
                                            .text(2, "verb")
                                            .text(3, "group")
                                            .text(4, "version")
                                            .text(5, "resource")
                                            .text(6, "subresource")
                                            .text(7, "name"))
                            .message(
                                    2,
                                    "nonResourceAttributes",
                                    new ProtobufShape().text(1, "path").text(2, "verb")));

    private static final ProtobufShape RULES_REVIEW =
            new ProtobufShape().message(2, "spec", new ProtobufShape().text(1, "namespace"));

    private static final ProtobufShape SELF_REVIEW = new ProtobufShape();

    private final Map<Integer, Field> fields = new HashMap<>();

    private ProtobufShape() {}

    /** Of a kind's objects; null when it has none here. */
    static @Nullable ProtobufShape of(ResourceDescriptor resource) {
        if (!resource.builtIn()) {
            return null;
        }
        return switch (resource.apiVersion() + "/" + resource.kind()) {
            case "v1/Namespace" -> NAMESPACE;
            case "v1/Event" -> EVENT;
            case "events.k8s.io/v1/Event" -> NEWER_EVENT;
            default -> null;
        };
    }

    /** Of a review, by its plural. */
    static ProtobufShape ofReview(String plural) {
        return switch (plural) {
            case "selfsubjectaccessreviews" -> ACCESS_REVIEW;
            case "selfsubjectrulesreviews" -> RULES_REVIEW;
            default -> SELF_REVIEW;
        };
    }

    /** Null for a number that nobody knows here: newer clients may send it. */
    @Nullable
    Field field(int number) {
        return fields.get(number);
    }

    private ProtobufShape text(int number, String name) {
        return add(number, name, Type.TEXT);
    }

    private ProtobufShape add(int number, String name, Type type) {
        fields.put(number, new Field(name, type, false, null));
        return this;
    }

    private ProtobufShape texts(int number, String name) {
        fields.put(number, new Field(name, Type.TEXT, true, null));
        return this;
    }

    private ProtobufShape message(int number, String name, ProtobufShape shape) {
        fields.put(number, new Field(name, Type.MESSAGE, false, shape));
        return this;
    }

    private ProtobufShape messages(int number, String name, ProtobufShape shape) {
        fields.put(number, new Field(name, Type.MESSAGE, true, shape));
        return this;
    }
}
