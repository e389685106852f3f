package dev.windrose.wire;

/** Why a message was refused; the text is the metric's label {@code reason}, so it must never change. */
public enum Refusal {
    MALFORMED("malformed"),
    TOO_LARGE("too-large"),
    UNKNOWN_TYPE("unknown-type"),
    /** The topic's cluster or channel is not the one that was signed. */
    WRONG_ADDRESS("wrong-address"),
    UNKNOWN_SENDER("unknown-sender"),
    UNSIGNED("unsigned"),
    BAD_SIGNATURE("bad-signature"),
    REPLAYED("replayed"),
    OLDER_RUN("older-run"),
    /** No hello that names the hub's present run came before it. */
    NO_SESSION("no-session"),
    PROTOCOL_VERSION("protocol-version");

    private final String text;

    Refusal(String text) {
        this.text = text;
    }

    public String text() {
        return text;
    }
}
