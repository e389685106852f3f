package dev.windrose.agent.status;

import dev.windrose.agent.Coalescer;
import dev.windrose.agent.Timer;
import dev.windrose.agent.apply.Applier;
import dev.windrose.agent.apply.DesiredObject;
import dev.windrose.agent.apply.DesiredState;
import dev.windrose.agent.apply.OwnedObjects;
import dev.windrose.agent.inventory.ClusterMirror;
import dev.windrose.agent.kube.ResourceKind;
import dev.windrose.protocol.Generation;
import dev.windrose.protocol.ObjectKey;
import dev.windrose.protocol.SectionName;
import dev.windrose.protocol.WorkloadStatus;
import dev.windrose.protocol.WorkloadStatus.Load;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reports statuses that changed, a moment after the change, and all of them on every full pass. A Deployment that is
 * no more is reported as gone, from then on in every full pass, until a new one takes its place or the agent
 * restarts: the report may get lost, the hub's question may come late.
 */
public final class StatusReporter {
    /** The newest so many gone workloads are remembered. */
    private static final int GONE_REMEMBERED = 1_000;

    /** Between two reports while changes keep coming: each looks at all workloads, is signed, and is written at the hub. */
    private static final Duration REST = Duration.ofMillis(500);

    private final DesiredState desired;
    private final WorkloadBoard board;
    private final ClusterMirror mirror;
    private final OwnedObjects owned;
    private final Applier applier;
    private final Consumer<Collection<WorkloadStatus>> report;
    private final Coalescer coalescer;
    private final Map<ObjectKey, WorkloadStatus> last = new HashMap<>();
    private final SequencedSet<ObjectKey> gone = new LinkedHashSet<>();

    public StatusReporter(
            Sources sources, Consumer<Collection<WorkloadStatus>> report, Timer timer, Duration coalesce) {
        this.desired = sources.desired();
        this.board = new WorkloadBoard(sources);
        this.mirror = sources.mirror();
        this.owned = sources.owned();
        this.applier = sources.applier();
        this.report = report;
        this.coalescer = new Coalescer(timer, coalesce, REST, () -> run(false));
        mirror.listen(coalescer::wake);
        applier.onResults(_ -> coalescer.wake());
        owned.listen(new OwnedObjects.Listener() {
            @Override
            public void changed(ObjectKey key) {
                coalescer.wake();
            }

            @Override
            public void listed(ResourceKind kind) {
                coalescer.wake();
            }
        });
    }

    /**
     * Where statuses are made of.
     *
     * @param autoscalers of a part, the autoscaler that sets its replicas; empty when there is none
     * @param loads of a part, what its engines carry, where that is asked for
     */
    public record Sources(
            DesiredState desired,
            OwnedObjects owned,
            Applier applier,
            ClusterMirror mirror,
            Function<ObjectKey, String> autoscalers,
            Function<ObjectKey, Optional<Load>> loads) {}

    /** Something else that statuses are made of has changed. */
    public void wake() {
        coalescer.wake();
    }

    /** Reports all of it, changed or not. */
    public void fullPass() {
        run(true);
    }

    private synchronized void run(boolean always) {
        if (!mirror.isSynced() || !owned.isSynced(ResourceKind.DEPLOYMENT)) {
            return; // half a list would show replicas as missing that are there
        }
        Map<ObjectKey, WorkloadStatus> now = board.statuses(mirror.pods(), last);
        Generation generation = applier.worked(SectionName.WORKLOADS);
        var changed = new ArrayList<WorkloadStatus>();
        now.forEach((key, status) -> {
            if (always || isNews(last.get(key), status)) {
                last.put(key, status);
                changed.add(status);
            }
            gone.remove(key);
        });
        if (last.size() > now.size() + gone.size()) {
            last.replaceAll((key, before) -> {
                if (before.gone() || now.containsKey(key)) {
                    return before;
                }
                WorkloadStatus ended = ended(before, generation);
                gone.add(key);
                changed.add(ended);
                return ended;
            });
        }
        while (gone.size() > GONE_REMEMBERED) {
            last.remove(gone.removeFirst());
        }
        if (always) {
            report.accept(List.copyOf(last.values()));
        } else if (!changed.isEmpty()) {
            report.accept(changed);
        }
    }

    /**
     * A generation that left this workload as it is makes no news of it: with n workloads and n generations in a burst,
     * that would be n * n reports. The next full pass tells of it.
     */
    private boolean isNews(@Nullable WorkloadStatus before, WorkloadStatus now) {
        if (before == null || !now.saysTheSameAs(before)) {
            return true;
        }
        DesiredObject wanted = desired.find(now.key());
        return wanted != null
                && before.observed().isOlderThan(wanted.since())
                && !before.observed().equals(now.observed());
    }

    private static WorkloadStatus ended(WorkloadStatus before, Generation generation) {
        return new WorkloadStatus(
                before.key(),
                before.workloadUid(),
                generation,
                WorkloadStatus.Replicas.NONE,
                WorkloadStatus.Endpoints.NONE,
                true,
                "");
    }
}
