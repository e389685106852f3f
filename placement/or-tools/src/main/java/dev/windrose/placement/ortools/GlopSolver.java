package dev.windrose.placement.ortools;

import com.google.ortools.Loader;
import dev.windrose.placement.lp.LpSession;
import dev.windrose.placement.lp.LpSolver;
import java.util.Optional;

/**
 * GLOP, the simplex method of Google OR-Tools. Its native code is unpacked into {@code java.io.tmpdir} once in a JVM,
 * loaded and deleted there; where that cannot be (another platform, musl, a temporary folder that may not hold programs) it is
 * unavailable and says why.
 */
public final class GlopSolver implements LpSolver {
    private static final class Natives {
        static final Optional<String> MISSING = load(() -> {
            Loader.loadNativeLibraries();
            UnpackedNatives.ofThisProcess().ifPresent(UnpackedNatives::delete);
        });
    }

    private final Optional<String> missing;

    /** The solver of this machine; never fails. */
    public GlopSolver() {
        this(Natives.MISSING);
    }

    GlopSolver(Optional<String> missing) {
        this.missing = missing;
    }

    /** Why the natives cannot be had; empty when they were loaded. The loader fails in ways of its own: all of them count. */
    static Optional<String> load(Runnable loader) {
        try {
            loader.run();
            return Optional.empty();
        } catch (RuntimeException | LinkageError failed) {
            return Optional.of(
                    ("The native code of OR-Tools cannot be loaded (%s). Maybe java.io.tmpdir is read-only or mounted"
                                    + " noexec, or this is no Linux with glibc. Plans are made by the solver in Java.")
                            .formatted(failed));
        }
    }

    @Override
    public String name() {
        return "glop";
    }

    @Override
    public Optional<String> unavailable() {
        return missing;
    }

    @Override
    public LpSession open() {
        return session(false);
    }

    @Override
    public LpSession openWhole() {
        return session(true);
    }

    private LpSession session(boolean whole) {
        if (missing.isPresent()) {
            throw new IllegalStateException("Ask unavailable() before open(): " + missing.get());
        }
        return new GlopSession(whole);
    }
}
