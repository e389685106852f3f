package dev.windrose.hub.runtime;

import dev.windrose.api.InferenceWorkloadSpec;
import dev.windrose.placement.Shape;
import dev.windrose.placement.fit.Knowledge;
import dev.windrose.placement.inventory.CapacityTier;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/** Texts of pods, by all that a pod follows from; those used last stay. Safe for several threads. */
final class KnownPods {
    /** Of 2 to 3 KB each. */
    private static final int MOST = 500;

    private record Id(InferenceWorkloadSpec spec, Shape shape, CapacityTier tier, Knowledge knowledge) {}

    private final LearnedModels learned;
    private final Map<Id, String> texts = new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Id, String> eldest) {
            return size() > MOST;
        }
    };

    /** @param learned what may be learned of a model at any time */
    KnownPods(LearnedModels learned) {
        this.learned = learned;
    }

    synchronized String of(Part part, Function<Part, String> text) {
        var key = part.assignment().key();
        var spec = part.spec();
        var id = new Id(
                spec, key.shape(), key.tier(), learned.knowledge(spec.model().id()));
        return texts.computeIfAbsent(id, _ -> text.apply(part));
    }
}
