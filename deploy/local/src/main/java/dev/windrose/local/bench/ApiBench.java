package dev.windrose.local.bench;

import dev.windrose.local.process.ResidentMemory;
import dev.windrose.local.state.FleetException;
import dev.windrose.local.up.HubAlone;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The fleet API as its callers meet it: lists, reads, writes and watches over TLS, on a hub whose planner and status loops
 * run as always. No clusters: what they cost is measured elsewhere.
 */
final class ApiBench implements Bench {
    private static final int OBJECTS = 6_000;
    private static final int CALLERS = 16;
    private static final int LISTS = 100;
    private static final int READS = 2_000;
    private static final int PATCHES = 3_000;
    private static final int WATCHERS = 200;
    private static final int WRITES = 100;
    private static final int IDLE = 1_000;

    @Override
    public String name() {
        return "api";
    }

    @Override
    public String about() {
        return "the fleet API: lists, reads, writes, watches, and a user beside a full plan";
    }

    @Override
    public List<Row> run(Ground ground) throws IOException, InterruptedException {
        try (var hub = HubAlone.start(ground.paths())) {
            var rows = new Told(ground.out());
            var door = Wire.Door.of(hub.administrator());
            try (var wire = door.open()) {
                var objects = new ApiObjects(wire);
                objects.prepare();
                idle(door, objects, hub, rows); // first: later the heap has grown, and what is new hides in it
                objects.warmUp(new Callers(door, CALLERS));
                double created = new Callers(door, CALLERS).perSecond(OBJECTS, objects::create);
                rows.add(Row.atLeast("create, %d callers".formatted(CALLERS), created, "/s", 400));
                objects.awaitQuiet();
                lists(wire, objects, rows);
                reads(wire, objects, rows);
                double patched = new Callers(door, CALLERS).perSecond(PATCHES, objects::patch);
                rows.add(Row.atLeast("patch, %d callers".formatted(CALLERS), patched, "/s", 400));
                objects.awaitQuiet();
                watches(door, wire, objects, rows);
                besideThePlanner(door, wire, objects, rows);
            }
            return rows.rows();
        }
    }

    private static void lists(Wire wire, ApiObjects objects, Told rows) throws IOException {
        var samples = new Samples();
        for (int i = 0; i < LISTS; i++) {
            long start = System.nanoTime();
            int pages = objects.listWhole(wire);
            samples.add(System.nanoTime() - start);
            if (pages < OBJECTS / ApiObjects.PAGE) {
                throw new FleetException("The list had %d pages only.".formatted(pages));
            }
        }
        rows.add(Row.atMost(
                "list of %,d in chunks of %d, p99 of %d".formatted(OBJECTS, ApiObjects.PAGE, LISTS),
                samples.percentile(99),
                "ms",
                300));
    }

    private static void reads(Wire wire, ApiObjects objects, Told rows) throws IOException {
        var samples = new Samples();
        for (int i = 0; i < READS; i++) {
            long start = System.nanoTime();
            objects.get(wire, i);
            samples.add(System.nanoTime() - start);
        }
        rows.add(Row.atMost("get, p50 of %,d".formatted(READS), samples.percentile(50), "ms", 5));
    }

    private static void watches(Wire.Door door, Wire writer, ApiObjects objects, Told rows)
            throws IOException, InterruptedException {
        var samples = new Samples();
        try (var watchers = Watchers.open(door, objects.watchPath(), WATCHERS, 2 * WRITES)) {
            for (int i = 0; i < 2 * WRITES; i++) {
                // The first half warms up. One write after the other: how long one takes is asked, not how many go.
                watchers.write(i, writer, objects.path(0), i < WRITES ? new Samples() : samples);
            }
        }
        rows.add(Row.atMost(
                "write until a watch tells, %d watches, p99 of %,d".formatted(WATCHERS, samples.count()),
                samples.percentile(99),
                "ms",
                50));
    }

    private static void idle(Wire.Door door, ApiObjects objects, HubAlone hub, Told rows)
            throws IOException, InterruptedException {
        long before = resident(hub);
        try (var _ = Watchers.open(door, objects.watchPath(), IDLE, 1)) {
            pause(); // what was opened settles; memory is looked at, nothing is waited for
            rows.add(Row.atMost("%,d idle watches, more resident".formatted(IDLE), resident(hub) - before, "MB", 100));
        }
    }

    private static long resident(HubAlone hub) throws IOException {
        return ResidentMemory.megabytes(hub.pid())
                .orElseThrow(() -> new FleetException("This system does not tell how much memory a process holds."));
    }

    private static void besideThePlanner(Wire.Door door, Wire user, ApiObjects objects, Told rows)
            throws IOException, InterruptedException {
        objects.createMembers();
        objects.awaitQuiet();
        var reads = new Samples();
        var writes = new Samples();
        try (var planning = PlanningLoad.start(door, objects)) {
            while (reads.count() < PlanningLoad.LOOKS || planning.passes() < PlanningLoad.FEWEST_PASSES) {
                long start = System.nanoTime();
                objects.get(user, reads.count());
                reads.add(System.nanoTime() - start);
                start = System.nanoTime();
                objects.patch(user, reads.count());
                writes.add(System.nanoTime() - start);
                planning.checkTime();
            }
            String beside = " beside %d plans of %s".formatted(planning.passes(), planning.meanSeconds());
            rows.add(Row.atMost("get" + beside + ", p99", reads.percentile(99), "ms", 100));
            rows.add(Row.atMost("patch" + beside + ", p99", writes.percentile(99), "ms", 100));
        }
    }

    private static void pause() throws InterruptedException {
        var _ = new CountDownLatch(1).await(3, TimeUnit.SECONDS);
    }
}
