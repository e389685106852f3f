package dev.windrose.placement;

/**
 * Somebody stopped the automation here: no assignment changes until it is lifted, and what runs goes on.
 *
 * @param what for people: {@code the fleet}, {@code the workload} or {@code cluster eu-a}
 * @param by who said so
 * @param why in that person's words
 */
public record Pause(String what, String by, String why) {
    public Pause {
        if (what.isBlank() || by.isBlank() || why.isBlank()) {
            throw new IllegalArgumentException("A pause says what is paused, by whom and why.");
        }
    }

    /** One sentence, as reports show it. */
    public String text() {
        return "%s is paused by %s: %s".formatted(what, by, why);
    }
}
