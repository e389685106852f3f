package dev.windrose.placement.calm;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The latest moves for a price. What lies in the future counts too: a clock that went back does not refill a budget.
 *
 * @param moves in the order in which they were made
 */
public record MoveLedger(List<Move> moves) {
    public static final MoveLedger EMPTY = new MoveLedger(List.of());

    /** One move of a workload. */
    public record Move(String workload, Instant at) {}

    public MoveLedger {
        moves = List.copyOf(moves);
    }

    /** With one more; what no budget counts any more is dropped. */
    public MoveLedger with(String workload, Instant now, MoveBudget budget) {
        List<Move> kept = new ArrayList<>(
                moves.stream().filter(move -> counts(move, now, budget)).toList());
        kept.add(new Move(workload, now));
        return new MoveLedger(kept);
    }

    long ofFleet(Instant now, MoveBudget budget) {
        return moves.stream().filter(move -> counts(move, now, budget)).count();
    }

    long ofWorkload(String workload, Instant now, MoveBudget budget) {
        return moves.stream()
                .filter(move -> move.workload().equals(workload) && counts(move, now, budget))
                .count();
    }

    private static boolean counts(Move move, Instant now, MoveBudget budget) {
        return move.at().isAfter(now.minus(budget.span()));
    }
}
