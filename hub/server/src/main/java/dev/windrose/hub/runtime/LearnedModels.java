package dev.windrose.hub.runtime;

import dev.windrose.placement.fit.Knowledge;

/** What is known of models beside the built-in table. What was learned once is never unlearned. */
@FunctionalInterface
public interface LearnedModels {
    /** Nothing is. */
    LearnedModels NONE = _ -> Knowledge.NONE;

    Knowledge knowledge(String id);
}
