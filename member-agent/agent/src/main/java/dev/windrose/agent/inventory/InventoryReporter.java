package dev.windrose.agent.inventory;

import dev.windrose.agent.Coalescer;
import dev.windrose.agent.Timer;
import dev.windrose.placement.inventory.NodeInventories;
import dev.windrose.placement.inventory.NodeInventory;
import dev.windrose.placement.inventory.PodFacts;
import dev.windrose.wire.InventoryRow;
import java.time.Duration;
import java.util.Comparator;
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
        List<PodFacts> pods = mirror.pods().stream().map(PodView::facts).toList();
        return NodeInventories.read(List.copyOf(mirror.nodes()), pods).stream()
                .sorted(Comparator.comparing(NodeInventory::name))
                .map(InventoryRow::encode)
                .toList();
    }
}
