package dev.windrose.placement.packing;

import java.util.ArrayList;
import java.util.List;

/** What was tried on a packing, so that it can be undone. */
final class Trail {
    private record Step(boolean put, Pod pod) {}

    private final Packing packing;
    private final List<Step> steps = new ArrayList<>();

    Trail(Packing packing) {
        this.packing = packing;
    }

    /** Where it stands; for {@link #back}. */
    int mark() {
        return steps.size();
    }

    void put(PodNeed need, int node) {
        steps.add(new Step(true, packing.put(need, node)));
    }

    void remove(Pod pod) {
        packing.remove(pod);
        steps.add(new Step(false, pod));
    }

    /** Pods that left their node since the start. */
    int moves() {
        return (int) steps.stream().filter(step -> !step.put()).count();
    }

    void back(int mark) {
        while (steps.size() > mark) {
            Step last = steps.removeLast();
            if (last.put()) {
                packing.remove(last.pod());
            } else {
                packing.restore(last.pod());
            }
        }
    }
}
