package dev.windrose.simulator.control;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What comes of looking at the world once. */
public final class Pass {
    private final Instant now;
    private final Ids ids;
    private final List<Action> actions = new ArrayList<>();
    private @Nullable Instant wakeAt;
    private int wishes;

    public Pass(Instant now, Ids ids) {
        this.now = now;
        this.ids = ids;
    }

    public Instant now() {
        return now;
    }

    Ids ids() {
        return ids;
    }

    void add(Action action) {
        wishes++;
        actions.add(action);
    }

    /** Time alone will change the answer at this instant; the earliest wish counts. */
    void wakeAt(Instant when) {
        wishes++;
        if (wakeAt == null || when.isBefore(wakeAt)) {
            wakeAt = when;
        }
    }

    /** How many things were asked of this pass so far; unchanged: nothing came of what was looked at since. */
    int wishes() {
        return wishes;
    }

    public List<Action> actions() {
        return List.copyOf(actions);
    }

    public Optional<Instant> wakeAt() {
        return Optional.ofNullable(wakeAt);
    }
}
