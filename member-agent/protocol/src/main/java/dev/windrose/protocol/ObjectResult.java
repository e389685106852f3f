package dev.windrose.protocol;

/** What became of one object of an applied change. */
public sealed interface ObjectResult {

    ObjectKey key();

    /** Written (or pruned) in the member, or found as desired. */
    record Applied(ObjectKey key) implements ObjectResult {}

    /** Refused by the member's API or by the agent's own rules; {@code reason} is for people, at most 1,024 characters. */
    record Failed(ObjectKey key, String reason) implements ObjectResult {

        public static final int MAX_REASON = 1_024;

        public Failed {
            reason = reason.length() > MAX_REASON ? reason.substring(0, MAX_REASON) : reason;
        }
    }
}
