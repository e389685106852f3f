package dev.windrose.kubeapi.resource;

/**
 * Where a kind keeps what {@code autoscaling/v1 Scale} shows.
 *
 * @param specReplicas path such as {@code .spec.replicas}
 * @param statusReplicas path such as {@code .status.replicas}
 * @param selector path of a selector (text or LabelSelector), or empty when there is none
 */
public record Scale(String specReplicas, String statusReplicas, String selector) {
    public static final Scale USUAL = new Scale(".spec.replicas", ".status.replicas", ".spec.selector");
}
