package dev.windrose.placement.lp;

import java.util.Optional;

/** Something that solves linear programmes. Equal sessions give equal answers. */
public interface LpSolver {
    /** What plans name it by, such as {@code glop}. */
    String name();

    /** Why it cannot be used here, in words for an operator; empty when it can. */
    Optional<String> unavailable();

    /** A programme that is solved again and again while columns come to it. Only when it is available. */
    LpSession open();

    /** A programme that is built whole, so that it may be made smaller before it is solved. Only when it is available. */
    LpSession openWhole();
}
