package dev.windrose.kubeapi.service;

import dev.windrose.kubeapi.resource.ResourceDescriptor;
import dev.windrose.kubeapi.store.StoredObject;
import java.util.Optional;

/** Which objects a list or watch is about. Immutable. */
public final class Selector {
    public static final Selector ALL = new Selector(LabelSelector.EVERYTHING, FieldSelector.EVERYTHING);

    private final LabelSelector labels;
    private final FieldSelector fields;

    private Selector(LabelSelector labels, FieldSelector fields) {
        this.labels = labels;
        this.fields = fields;
    }

    /**
     * Reads the selectors of a request; empty texts select everything.
     *
     * @throws dev.windrose.kubeapi.status.ApiException 400 when one cannot be read or names a field that cannot be selected
     */
    public static Selector parse(ResourceDescriptor resource, String labelSelector, String fieldSelector) {
        return new Selector(LabelSelector.parse(labelSelector), FieldSelector.parse(resource, fieldSelector));
    }

    public static Selector labels(String labelSelector) {
        return new Selector(LabelSelector.parse(labelSelector), FieldSelector.EVERYTHING);
    }

    /** The one object of that name. */
    public static Selector named(String name) {
        return new Selector(LabelSelector.EVERYTHING, FieldSelector.named(name));
    }

    public boolean matches(StoredObject object) {
        return (labels.isEverything() || labels.matches(object.labels())) && fields.matches(object);
    }

    boolean isEverything() {
        return labels.isEverything() && fields.isEverything();
    }

    /** The one name that can match, when the selector says so. */
    Optional<String> name() {
        return fields.required("metadata.name");
    }

    /** The one namespace that can match, when the selector says so. */
    Optional<String> namespace() {
        return fields.required("metadata.namespace");
    }
}
