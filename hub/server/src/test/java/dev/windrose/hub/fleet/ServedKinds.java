package dev.windrose.hub.fleet;

import dev.windrose.kubeapi.resource.ResourceDescriptor;
import dev.windrose.kubeapi.store.ResourceName;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/** The hub's kinds for tests of other packages; made once. */
public final class ServedKinds {
    private static final List<ResourceDescriptor> ALL =
            FleetKinds.descriptors(InstantSource.system(), Map.of(), (_, rules) -> rules);

    private ServedKinds() {}

    static List<ResourceDescriptor> all() {
        return ALL;
    }

    public static ResourceDescriptor of(ResourceName name) {
        return ALL.stream().filter(d -> d.name().equals(name)).findFirst().orElseThrow();
    }
}
