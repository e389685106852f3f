package dev.windrose.hub.runtime;

import dev.windrose.api.InferenceWorkloadSpec.Model;
import dev.windrose.placement.fit.ModelDemand;
import dev.windrose.placement.fit.Quantization;
import java.util.Optional;

/** A spec's model in the terms of the memory fit: the planner and the engine's arguments must count with the same. */
public final class ModelDemands {
    private ModelDemands() {}

    public static ModelDemand of(Model model) {
        var quantization = Optional.ofNullable(model.quantization())
                .flatMap(q -> Quantization.parse(q.name()))
                .orElse(Quantization.NONE);
        return ModelDemand.of(model.id(), Optional.ofNullable(model.contextLength()), quantization);
    }
}
