package dev.windrose.hub.link;

/** What came of claiming a join token. */
public sealed interface Claim {

    /** The token was unused and is now bound to this request's key, or was bound to it before (a repeated request). */
    record Granted() implements Claim {}

    /** Bound to this request's key, and waits until a person sets {@code spec.accepted} of the JoinToken. */
    record Waiting() implements Claim {}

    /** No join follows from it. */
    record Denied(Reason reason) implements Claim {}

    /** The text is the metric's label {@code reason}, so it must never change. */
    enum Reason {
        /** No token with this hash was ever made. */
        UNKNOWN("token-unknown"),
        /** Another key joined with it. */
        USED("token-used"),
        EXPIRED("token-expired"),
        /** The token is for another cluster. */
        WRONG_CLUSTER("token-wrong-cluster");

        private final String text;

        Reason(String text) {
            this.text = text;
        }

        public String text() {
            return text;
        }
    }
}
