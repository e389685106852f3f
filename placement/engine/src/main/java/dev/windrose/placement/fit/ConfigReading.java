package dev.windrose.placement.fit;

/** What a config.json tells. */
public sealed interface ConfigReading {
    /** All that the fit needs. */
    record Known(ModelFacts facts) implements ConfigReading {}

    /**
     * Too little, or something that is not understood: nothing is guessed from it.
     *
     * @param why what is not understood
     * @param instead what to give so that the model can be placed all the same
     */
    record Unknown(String why, String instead) implements ConfigReading {}
}
