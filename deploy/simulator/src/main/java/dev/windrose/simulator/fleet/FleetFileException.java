package dev.windrose.simulator.fleet;

/** The fleet file cannot be used; the message names file, line and field and says how to mend it. */
public final class FleetFileException extends Exception {
    private static final long serialVersionUID = 1L;

    public FleetFileException(String message) {
        super(message);
    }
}
