package dev.windrose.agent.state;

/** What the agent keeps in the member could not be read or written; the caller tries again. */
public final class StateUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public StateUnavailableException(String what, String why) {
        super("%s/%s: %s".formatted(LedgerStore.NAMESPACE, what, why));
    }
}
