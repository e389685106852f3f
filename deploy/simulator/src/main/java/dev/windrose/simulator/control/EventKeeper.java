package dev.windrose.simulator.control;

import dev.windrose.simulator.json.Json;
import dev.windrose.simulator.world.Kinds;
import dev.windrose.simulator.world.Meta;
import dev.windrose.simulator.world.World;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Comparator;
import java.util.List;

/** Forgets Events an hour after they last happened, as an API server does, and the oldest when there are very many. */
public final class EventKeeper implements Controller {
    private static final Duration KEPT = Duration.ofHours(1);
    private static final int MOST = 500;
    /** So many more go at once, so that not every new one needs a look at all of them. */
    private static final int SLACK = 100;

    private static final Duration EVERY = Duration.ofSeconds(10);

    private Instant next = Instant.EPOCH;

    @Override
    public void decide(World world, Pass pass) {
        if (world.count(Kinds.EVENTS) <= MOST && pass.now().isBefore(next)) {
            return;
        }
        next = pass.now().plus(EVERY);
        List<Meta> events = world.metas(Kinds.EVENTS);
        Instant before = pass.now().minus(KEPT);
        for (Meta event : events) {
            if (last(event, pass.now()).isBefore(before)) {
                pass.add(Action.delete(event));
            }
        }
        if (events.size() > MOST) {
            events.stream()
                    .sorted(Comparator.comparingLong(Meta::version))
                    .limit(events.size() - MOST + SLACK)
                    .forEach(event -> pass.add(Action.delete(event)));
        }
    }

    /** Events of other reporters may carry their time elsewhere, or none: then it is when they were made. */
    private static Instant last(Meta event, Instant now) {
        String text = Json.text(event.object(), "lastTimestamp");
        try {
            return Instant.parse(text.isEmpty() ? event.created() : text);
        } catch (DateTimeParseException _) {
            return now;
        }
    }
}
