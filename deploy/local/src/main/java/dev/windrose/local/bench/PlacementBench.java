package dev.windrose.local.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The placement engine: by itself, and behind the API of hubs with light members. Its sections are benches too, so that one of
 * them can be asked for alone. What a section replays from recorded data it generates where that data was not named, and its rows say so.
 */
final class PlacementBench implements Bench {
    /** In the order in which they run, the longest last; each is named {@code placement-…}. */
    static final List<Bench> SECTIONS =
            List.of(new PackingSection(), new SpotSection(), new PlacementApiSection(), new FleetPlanBench());

    /** Where prices differ little, as in the built-in book, a plan of a large fleet is another problem, and takes minutes. */
    private static final String OF_RECORDED_PRICES = "placement-fleet";

    @Override
    public String name() {
        return "placement";
    }

    @Override
    public String about() {
        return "the placement engine: all sections named placement-…";
    }

    @Override
    public List<Row> run(Ground ground) throws IOException, InterruptedException {
        var rows = new ArrayList<Row>();
        for (Bench section : SECTIONS) {
            ground.out().printf("%n%s: %s%n", section.name(), section.about());
            if (section.name().equals(OF_RECORDED_PRICES) && ground.data().isEmpty()) {
                ground.out()
                        .println("No --data: not measured, its budgets are for recorded prices. Alone it runs on any.");
                continue;
            }
            rows.addAll(section.run(ground));
        }
        return List.copyOf(rows);
    }
}
