package dev.windrose.kubeapi.schema;

/** How a list is owned and merged ({@code x-kubernetes-list-type}). */
public enum ListType {
    /** One value: the last writer owns and replaces the whole list. The default. */
    ATOMIC,
    /** A set of scalars; each element is owned by itself. */
    SET,
    /** Objects told apart by their key fields; each element and each field in it is owned by itself. */
    MAP
}
