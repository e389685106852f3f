package dev.windrose.placement.fit;

import java.util.Optional;

/**
 * What is known of a model beside the built-in tables.
 *
 * @param learned facts of a model that is in no table of ours; empty: none, or not yet
 * @param unlearned why there are none, in words for people; empty: nobody asked
 * @param measured how fast models were measured to be
 */
public record Knowledge(Optional<ModelFacts> learned, String unlearned, Profiles measured) {
    public static final Knowledge NONE = new Knowledge(Optional.empty(), "", Profiles.NONE);

    /** Facts that were learned. */
    public static Knowledge of(ModelFacts facts) {
        return new Knowledge(Optional.of(facts), "", Profiles.NONE);
    }
}
