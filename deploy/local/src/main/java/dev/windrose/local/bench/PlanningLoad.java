package dev.windrose.local.bench;

import dev.windrose.local.state.FleetException;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Keeps the planner at it: a member cluster changes ten times a second, and with it everything has to be planned anew. */
final class PlanningLoad implements AutoCloseable {
    static final int LOOKS = 500;
    static final int FEWEST_PASSES = 10;
    private static final long BETWEEN_MILLIS = 100;
    private static final Duration LONGEST = Duration.ofMinutes(3);
    private static final Pattern COUNT =
            Pattern.compile("windrose_loop_pass_seconds_count\\{[^}]*loop=\"plan\"[^}]*} (\\S+)");
    private static final Pattern SUM =
            Pattern.compile("windrose_loop_pass_seconds_sum\\{[^}]*loop=\"plan\"[^}]*} (\\S+)");

    private final Wire metrics;
    private final Wire changes;
    private final ApiObjects objects;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final long deadline = System.nanoTime() + LONGEST.toNanos();
    private final Figures before;
    private Figures now;
    private long looked;
    private volatile @Nullable IOException broken;

    private record Figures(double count, double sum) {}

    private PlanningLoad(Wire.Door door, ApiObjects objects) throws IOException {
        this.metrics = door.open();
        this.changes = door.open();
        this.objects = objects;
        this.before = figures();
        this.now = before;
    }

    static PlanningLoad start(Wire.Door door, ApiObjects objects) throws IOException {
        var load = new PlanningLoad(door, objects);
        Thread.ofVirtual().name("planning-load").start(load::change);
        return load;
    }

    private void change() {
        try {
            for (int i = 0; !stop.await(BETWEEN_MILLIS, TimeUnit.MILLISECONDS); i++) {
                objects.changeMember(changes, i);
            }
        } catch (IOException e) {
            broken = e;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** How many passes of the planner there were since the start; looked at once a second. */
    long passes() throws IOException {
        if (System.nanoTime() - looked > TimeUnit.SECONDS.toNanos(1)) {
            looked = System.nanoTime();
            now = figures();
        }
        return Math.round(now.count - before.count);
    }

    String meanSeconds() {
        return String.format(Locale.ROOT, "%.2f s", (now.sum - before.sum) / Math.max(1, now.count - before.count));
    }

    /** @throws IOException when the load itself cannot go on, or the planner does not come to its passes */
    void checkTime() throws IOException {
        IOException cause = broken;
        if (cause != null) {
            throw new IOException("the load on the planner broke: " + cause.getMessage(), cause);
        }
        if (System.nanoTime() > deadline) {
            throw new FleetException("The planner made %d passes only within %s.".formatted(passes(), LONGEST));
        }
    }

    private Figures figures() throws IOException {
        String text = metrics.get(Wire.METRICS).expect("metrics").text();
        return new Figures(number(COUNT, text), number(SUM, text));
    }

    private static double number(Pattern pattern, String text) throws IOException {
        var found = pattern.matcher(text);
        if (!found.find()) {
            throw new IOException("the hub's metrics do not tell of the planner's passes");
        }
        return Double.parseDouble(found.group(1));
    }

    @Override
    public void close() throws IOException {
        stop.countDown();
        changes.close();
        metrics.close();
    }
}
