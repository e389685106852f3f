package dev.windrose.kubeapi.apply;

/**
 * What tells one entry of managedFields from another. An applier has one entry whatever version it applies in; an updater
 * has one for each version.
 *
 * @param apiVersion empty for appliers
 * @param subresource empty for the main resource
 */
record Manager(String name, boolean applier, String apiVersion, String subresource) {
    static final String APPLY = "Apply";
    static final String UPDATE = "Update";

    static Manager applier(String name, String subresource) {
        return new Manager(name, true, "", subresource);
    }

    static Manager updater(String name, String apiVersion, String subresource) {
        return new Manager(name, false, apiVersion, subresource);
    }

    String operation() {
        return applier ? APPLY : UPDATE;
    }
}
