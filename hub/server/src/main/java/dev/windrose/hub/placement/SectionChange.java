package dev.windrose.hub.placement;

import dev.windrose.hub.runtime.DesiredObject;
import dev.windrose.placement.ClusterId;
import dev.windrose.protocol.ObjectKey;
import java.util.List;

/**
 * What a member's section should hold.
 *
 * @param complete what is not among the objects should not be there; else all but {@code removed} stays as it is
 * @param removed keys to take away where the change is not complete; none that is among the objects
 */
public record SectionChange(ClusterId cluster, boolean complete, List<DesiredObject> objects, List<ObjectKey> removed) {
    public SectionChange {
        objects = List.copyOf(objects);
        removed = List.copyOf(removed);
    }

    /** The complete set of objects. */
    public SectionChange(ClusterId cluster, List<DesiredObject> objects) {
        this(cluster, true, objects, List.of());
    }
}
