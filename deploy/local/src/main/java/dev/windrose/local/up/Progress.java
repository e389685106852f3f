package dev.windrose.local.up;

import java.io.PrintStream;

/** Tells a person what was reached and when, a line a step. */
public final class Progress {
    private final PrintStream out;
    private final long start = System.nanoTime();

    public Progress(PrintStream out) {
        this.out = out;
    }

    public synchronized void step(String text) {
        out.printf("[%6.1f s] %s%n", (System.nanoTime() - start) / 1e9, text);
        out.flush();
    }

    /** Text without a time, e.g. a table. */
    public synchronized void show(String text) {
        out.println(text);
        out.flush();
    }
}
