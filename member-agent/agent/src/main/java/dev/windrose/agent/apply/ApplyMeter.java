package dev.windrose.agent.apply;

/** Counts what the applier does. */
public interface ApplyMeter {

    /** @param result made, changed, same (the API server had nothing to change), removed, refused, failed */
    void write(String kind, String result);

    /** Somebody had changed or removed what is ours, and it was set back. */
    void driftRepaired(String kind);
}
