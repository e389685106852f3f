package dev.windrose.local.state;

/**
 * Something a person has to know or mend. The message is one line that says what is wrong and what to do; it is shown
 * without a stack trace.
 */
public final class FleetException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public FleetException(String message) {
        super(message);
    }

    public FleetException(String message, Throwable cause) {
        super(message, cause);
    }
}
