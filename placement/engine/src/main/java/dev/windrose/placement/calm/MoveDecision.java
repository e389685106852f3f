package dev.windrose.placement.calm;

import java.util.function.Supplier;

/**
 * What was decided of a {@link MoveCase}.
 *
 * @param reason why
 * @param regret for the next look
 * @param words made only when somebody asks: of thousands of places almost all are not moved to
 */
public record MoveDecision(MoveReason reason, Regret regret, Supplier<String> words) {
    public boolean moves() {
        return reason.moves();
    }

    /** With the values, for people. */
    public String detail() {
        return words.get();
    }
}
