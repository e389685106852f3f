package dev.windrose.wire.member;

/**
 * Where {@link LinkState} is kept: a small ConfigMap {@code windrose-system/windrose-state-link} of the member. Written
 * at each start and when a newer hub run is heard, not more. May block; a failed call throws.
 */
public interface LinkStateStore {

    /** {@link LinkState#NONE} if there is none. */
    LinkState load();

    void save(LinkState state);
}
