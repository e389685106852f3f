package dev.windrose.placement.dra;

import java.util.List;

/** All that a member's API says of devices. Empty where it serves no {@code resource.k8s.io}. */
public record DraFacts(
        List<SliceFacts> slices, List<ClaimFacts> claims, List<ClassFacts> classes, List<TaintRuleFacts> taintRules) {
    public static final DraFacts NONE = new DraFacts(List.of(), List.of(), List.of(), List.of());

    public DraFacts {
        slices = List.copyOf(slices);
        claims = List.copyOf(claims);
        classes = List.copyOf(classes);
        taintRules = List.copyOf(taintRules);
    }
}
