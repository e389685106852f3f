package dev.windrose.hub;

import java.util.HashMap;
import java.util.Map;

/** The same hub without the loops that act by themselves, so that a test alone decides what is written. */
public final class StoreTestProfile extends HubTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
        var overrides = new HashMap<>(super.getConfigOverrides());
        overrides.put(
                "quarkus.arc.exclude-types",
                String.join(
                        ",",
                        "dev.windrose.hub.placement.PlanLoop",
                        "dev.windrose.hub.placement.WorkloadStatusLoop",
                        "dev.windrose.hub.placement.ScalingLoop",
                        "dev.windrose.hub.member.MemberStatusLoop",
                        "dev.windrose.hub.access.AccessUpkeep",
                        "dev.windrose.hub.pause.FleetStatusLoop",
                        "dev.windrose.hub.cost.CostLoop",
                        "dev.windrose.hub.fleet.Housekeeping"));
        return overrides;
    }
}
