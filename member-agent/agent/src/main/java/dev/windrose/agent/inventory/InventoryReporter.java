package dev.windrose.agent.inventory;

import dev.windrose.agent.Coalescer;
import dev.windrose.agent.Timer;
import dev.windrose.placement.member.MemberInventories;
import dev.windrose.placement.member.MemberInventory;
import dev.windrose.wire.ExtrasRow;
import dev.windrose.wire.InventoryRow;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Reports the whole inventory when its meaning changed, at most once in {@code interval}; and as it is on every full
 * pass. Nothing is reported before nodes and pods were listed completely.
 */
public final class InventoryReporter {
    private final ClusterMirror mirror;
    private final Consumer<List<String>> report;
    private final Coalescer coalescer;
    private final InstantSource clock = InstantSource.system();
    private List<String> last = List.of();
    private boolean reported;

    /** @param report takes rows in a stable order */
    public InventoryReporter(ClusterMirror mirror, Consumer<List<String>> report, Timer timer, Duration interval) {
        this.mirror = mirror;
        this.report = report;
        this.coalescer = new Coalescer(timer, interval, () -> run(false));
        mirror.listen(coalescer::wake);
    }

    /** Reports all of it, changed or not. */
    public void fullPass() {
        run(true);
    }

    private synchronized void run(boolean always) {
        if (!mirror.isSynced()) {
            return;
        }
        List<String> rows = rows();
        if (always || !reported || !rows.equals(last)) {
            last = rows;
            reported = true;
            report.accept(rows);
        }
    }

    private List<String> rows() {
        MemberInventory inventory = MemberInventories.read(mirror.facts(), clock.instant());
        var rows = new ArrayList<String>();
        inventory.nodes().forEach(node -> rows.add(InventoryRow.encode(node)));
        rows.addAll(ExtrasRow.encode(inventory.extras()));
        return rows;
    }
}
