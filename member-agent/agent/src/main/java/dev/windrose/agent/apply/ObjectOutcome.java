package dev.windrose.agent.apply;

/** How one look at one object ended. */
sealed interface ObjectOutcome {

    /** It is as desired, and was before. */
    record Unchanged() implements ObjectOutcome {}

    /** It is as desired now: made, changed or removed. */
    record Written() implements ObjectOutcome {}

    /** The ledger is older than what is there: untouched until the hub speaks. */
    record Newer(String why) implements ObjectOutcome {}

    /** Refused for a reason that trying again soon does not mend; looked at again at the next full pass. */
    record Refused(String why) implements ObjectOutcome {}

    /** The API server said no or nothing; tried again soon. */
    record Failed(String why) implements ObjectOutcome {}
}
