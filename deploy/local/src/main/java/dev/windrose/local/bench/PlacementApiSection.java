package dev.windrose.local.bench;

import dev.windrose.local.member.LightMembers;
import dev.windrose.local.up.HubAlone;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Workloads placed through the API, from the request until the member has it, and until a watch says so of its status: with one hub, and with two
 * hubs on one database, whose plans race each other. Members are light ones; with two hubs each has a session with both, as if
 * both heard one broker.
 */
final class PlacementApiSection implements Bench {
    private static final int WORKLOADS = 2_000;
    private static final int WARM_UPS = 400;
    private static final int CALLERS = 16;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @Override
    public String name() {
        return "placement-api";
    }

    @Override
    public String about() {
        return "workloads placed through the API, by one hub and by two whose plans race";
    }

    @Override
    public List<Row> run(Ground ground) throws IOException, InterruptedException {
        var rows = new Told(ground.out());
        try (var hub = HubAlone.start(ground.paths())) {
            var first = new LightMembers.Hub(hub.administrator().server(), hub.mqttPort());
            var door = Wire.Door.of(hub.administrator());
            try (var fleet = LightFleet.join(hub.administrator(), List.of(first))) {
                measure(ground, "one hub", fleet, List.of(door), rows);
            }
        }
        try (var hub = HubAlone.start(ground.paths())) {
            var beside = hub.startBeside();
            var hubs = List.of(
                    new LightMembers.Hub(hub.administrator().server(), hub.mqttPort()),
                    new LightMembers.Hub(beside.administrator().server(), beside.mqttPort()));
            var doors = List.of(Wire.Door.of(hub.administrator()), Wire.Door.of(beside.administrator()));
            try (var fleet = LightFleet.join(hub.administrator(), hubs)) {
                measure(ground, "two hubs", fleet, doors, rows);
            }
        }
        return rows.rows();
    }

    private static void measure(Ground ground, String label, LightFleet fleet, List<Wire.Door> doors, Told rows)
            throws IOException, InterruptedException {
        var wires = new ArrayList<Wire>();
        try {
            for (Wire.Door door : doors) {
                wires.add(door.open());
            }
            var load = new PlacementLoad(wires.getFirst(), doors);
            load.warmUp(WARM_UPS, CALLERS, PATIENCE);
            PlanFigures before = figures(wires);
            PlacementLoad.Result result = load.place(WORKLOADS, CALLERS, PATIENCE);
            PlanFigures planned = figures(wires).minus(before);
            String what = "%s, %,d workloads, %d callers: ".formatted(label, WORKLOADS, CALLERS);
            rows.add(Row.atLeast(what + "placed, members told", result.perSecondUntil(fleet.lastNew()), "/s", 200));
            rows.add(Row.atLeast(what + "placed, and their status says so", result.perSecond(), "/s", 200));
            Samples own = result.own();
            ground.out()
                    .printf(
                            "%s: each from its request until placed, p50 %.0f ms, p99 %.0f ms; %s%n",
                            label, own.percentile(50), own.percentile(99), planned);
        } finally {
            for (Wire wire : wires) {
                wire.close();
            }
        }
    }

    private static PlanFigures figures(List<Wire> wires) throws IOException {
        var sum = PlanFigures.NONE;
        for (Wire wire : wires) {
            sum = sum.plus(PlanFigures.read(wire));
        }
        return sum;
    }
}
