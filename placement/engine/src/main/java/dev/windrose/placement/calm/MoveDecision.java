package dev.windrose.placement.calm;

/**
 * What was decided of a {@link MoveCase}.
 *
 * @param reason why
 * @param detail with the values, for people
 * @param regret for the next look
 */
public record MoveDecision(MoveReason reason, String detail, Regret regret) {
    public boolean moves() {
        return reason.moves();
    }
}
