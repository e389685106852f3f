package dev.windrose.hub.placement;

import dev.windrose.hub.runtime.DesiredObject;
import dev.windrose.placement.ClusterId;
import java.util.List;

/** The complete set of objects that a member's section should hold. */
public record SectionChange(ClusterId cluster, List<DesiredObject> objects) {
    public SectionChange {
        objects = List.copyOf(objects);
    }
}
