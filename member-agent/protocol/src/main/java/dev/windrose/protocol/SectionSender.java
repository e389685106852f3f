package dev.windrose.protocol;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The hub's side of one section of one cluster: knows what is desired, what the agent confirmed and what was sent when,
 * and decides what to send next. Level-triggered: whatever was lost, the next transmission leads to the newest.
 *
 * <ul>
 *   <li>A new generation is sent at once, as a delta over what was sent last, without waiting for the acknowledgement.
 *   <li>What stays unconfirmed is sent again after 5 s, doubling to 60 s: the newest only, over what was confirmed,
 *       naming every key touched since, so that it fits whatever arrived in between.
 *   <li>If the agent holds something unknown here, or asks, a snapshot is sent, at most once a second.
 *   <li>Nothing is sent before a hello, while renewals are missing, or to an agent that is ahead.
 * </ul>
 *
 * Times are nanoseconds of one monotonic clock. Not safe for use by several threads.
 */
public final class SectionSender {

    public static final Duration FIRST_RESEND = Duration.ofSeconds(5);
    public static final Duration MAX_RESEND = Duration.ofSeconds(60);
    public static final Duration SNAPSHOT_INTERVAL = Duration.ofSeconds(1);
    private static final int REMEMBERED = 8;

    private record Sent(Generation generation, Manifest manifest, long at, int attempts) {}

    private final SectionName section;
    private Generation desired = Generation.NONE;
    private Manifest desiredManifest = Manifest.EMPTY;
    private @Nullable SectionState held;
    private @Nullable Sent sent;
    private @Nullable Generation aheadOfUs;
    private boolean snapshotWanted;
    private @Nullable Long lastSnapshot;
    private long lastHeard;
    private final Set<ObjectKey> touched = new TreeSet<>();
    private final Map<Digest, Manifest> known = new LinkedHashMap<>();

    public SectionSender(SectionName section) {
        this.section = section;
        remember(Manifest.EMPTY);
    }

    /** Sets what is desired; false (and nothing changes) unless {@code generation} is newer than the present one. */
    public boolean desire(Generation generation, Manifest manifest) {
        if (!generation.isNewerThan(desired)) {
            return false;
        }
        desired = generation;
        desiredManifest = manifest;
        if (aheadOfUs != null && generation.term() > aheadOfUs.term()) {
            aheadOfUs = null;
        }
        return true;
    }

    /** The agent said what it holds; {@link SectionState#NONE} if its hello did not mention the section. */
    public void onHello(SectionState state, long nowNanos) {
        lastHeard = nowNanos;
        sent = null;
        touched.clear();
        snapshotWanted = false;
        confirm(state);
    }

    /** The agent worked a change through. Older news than what is known is ignored. */
    public void onAck(SectionState state, long nowNanos) {
        if (held == null) {
            return;
        }
        lastHeard = nowNanos;
        if (!state.generation().isOlderThan(held.generation())) {
            confirm(state);
        }
    }

    /** What was sent did not fit. */
    public void onSnapshotRequest(SectionState state, long nowNanos) {
        if (held == null) {
            return;
        }
        lastHeard = nowNanos;
        confirm(state);
        snapshotWanted = !isConfirmed();
    }

    public void onRenewal(long nowNanos) {
        lastHeard = nowNanos;
    }

    /** The agent was lost, or another run of it began: wait for its hello. */
    public void onSessionEnd() {
        held = null;
        sent = null;
    }

    /** What to send now, if anything; it counts as sent. */
    public Optional<Transmission> next(long nowNanos) {
        if (held == null || aheadOfUs != null || isConfirmed()) {
            return Optional.empty();
        }
        if (nowNanos - lastHeard > Presence.LOST_AFTER.toNanos() || !isDue(nowNanos)) {
            return Optional.empty();
        }
        Transmission transmission = transmission(held, nowNanos);
        boolean again = sent != null && sent.generation().equals(desired);
        sent = new Sent(desired, desiredManifest, nowNanos, again && sent != null ? sent.attempts() + 1 : 1);
        remember(desiredManifest);
        return Optional.of(transmission);
    }

    public SyncState state() {
        if (held == null) {
            return new SyncState.Unknown();
        }
        if (aheadOfUs != null) {
            return new SyncState.AheadOfHub(aheadOfUs, desired);
        }
        if (isConfirmed()) {
            return new SyncState.InSync(desired);
        }
        int attempts = sent != null && sent.generation().equals(desired) ? sent.attempts() : 0;
        return new SyncState.Pending(desired, held.generation(), attempts);
    }

    public SectionName section() {
        return section;
    }

    public Generation desired() {
        return desired;
    }

    private boolean isConfirmed() {
        return held != null && held.generation().equals(desired);
    }

    private boolean isDue(long nowNanos) {
        if (snapshotWanted) {
            return lastSnapshot == null || nowNanos - lastSnapshot >= SNAPSHOT_INTERVAL.toNanos();
        }
        return sent == null || sent.generation().isOlderThan(desired) || nowNanos - sent.at() >= pauseAfter(sent);
    }

    private static long pauseAfter(Sent sent) {
        int doublings = Math.min(sent.attempts() - 1, 10);
        return Math.min(FIRST_RESEND.toNanos() << doublings, MAX_RESEND.toNanos());
    }

    private Transmission transmission(SectionState confirmed, long nowNanos) {
        var target = new SectionState(desired, desiredManifest.digest());
        Manifest confirmedManifest = known.get(confirmed.manifestDigest());
        if (snapshotWanted || confirmedManifest == null) {
            snapshotWanted = false;
            lastSnapshot = nowNanos;
            touched.addAll(desiredManifest.entries().keySet());
            return new Transmission(section, Optional.empty(), target, desiredManifest.entries(), new TreeSet<>());
        }
        boolean pipelined =
                sent != null && sent.generation().isOlderThan(desired) && nowNanos - sent.at() < FIRST_RESEND.toNanos();
        if (pipelined && sent != null) {
            Set<ObjectKey> changed = desiredManifest.keysThatDifferFrom(sent.manifest());
            touched.addAll(changed);
            return delta(sent.generation(), target, changed);
        }
        touched.addAll(desiredManifest.keysThatDifferFrom(confirmedManifest));
        return delta(confirmed.generation(), target, touched);
    }

    private Transmission delta(Generation base, SectionState target, Set<ObjectKey> keys) {
        var upserts = new TreeMap<ObjectKey, Digest>();
        var tombstones = new TreeSet<ObjectKey>();
        for (ObjectKey key : keys) {
            Digest digest = desiredManifest.entries().get(key);
            if (digest == null) {
                tombstones.add(key);
            } else {
                upserts.put(key, digest);
            }
        }
        return new Transmission(section, Optional.of(base), target, upserts, tombstones);
    }

    /** An agent that holds what this hub never gave is ahead, and stays so until a newer term is desired. */
    private void confirm(SectionState state) {
        held = state;
        int order = state.generation().compareTo(desired);
        boolean sameNumberOtherContent = order == 0 && !state.manifestDigest().equals(desiredManifest.digest());
        if (order > 0 || sameNumberOtherContent) {
            aheadOfUs = state.generation();
        } else if (order == 0) {
            sent = null;
            touched.clear();
            snapshotWanted = false;
            remember(desiredManifest);
        }
    }

    private void remember(Manifest manifest) {
        known.remove(manifest.digest());
        known.put(manifest.digest(), manifest);
        if (known.size() > REMEMBERED) {
            known.remove(known.keySet().iterator().next());
        }
    }
}
