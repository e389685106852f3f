package dev.windrose.placement;

/** Makes plans. Pure: equal input gives an equal result, byte for byte. */
public interface Planner {
    /** Plans the whole fleet; takes long only as the product of workloads and options grows, and never blocks. */
    PlanningResult plan(PlanningInput input);
}
