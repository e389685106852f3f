package dev.windrose.placement.lp;

import java.util.Optional;

/** Something that solves linear programmes. Equal sessions give equal answers. */
public interface LpSolver {
    /** What plans name it by, such as {@code glop}. */
    String name();

    /** Why it cannot be used here, in words for an operator; empty when it can. */
    Optional<String> unavailable();

    /** A programme to be built and solved. Only when it is available. */
    LpSession open();
}
