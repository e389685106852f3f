package dev.windrose.agent.apply;

import dev.windrose.agent.Timer;
import dev.windrose.agent.kube.KubeApi;
import dev.windrose.agent.kube.ResourceKind;
import dev.windrose.protocol.Digest;
import dev.windrose.protocol.Generation;
import dev.windrose.protocol.Manifest;
import dev.windrose.protocol.ObjectKey;
import dev.windrose.protocol.ObjectResult;
import dev.windrose.protocol.SectionName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * Takes changes of desired state, works them through, and goes on holding the objects to it: on every event of theirs,
 * and in a full pass that needs no event.
 */
public final class Applier implements OwnedObjects.Listener {
    private final DesiredState desired;
    private final OwnedObjects owned;
    private final Reconciler reconciler;
    private final Journal journal;
    private final WorkQueue queue;
    private final ConcurrentMap<ObjectKey, Trouble> troubles = new ConcurrentHashMap<>();
    private final ConcurrentMap<SectionName, Generation> worked = new ConcurrentHashMap<>();
    private final List<Consumer<SectionName>> resultListeners = new CopyOnWriteArrayList<>();

    private record Trouble(SectionName section, String why) {}

    private Applier(
            DesiredState desired,
            OwnedObjects owned,
            Reconciler reconciler,
            Journal journal,
            Executor executor,
            Timer timer) {
        this.desired = desired;
        this.owned = owned;
        this.reconciler = reconciler;
        this.journal = journal;
        this.queue = new WorkQueue(reconciler::reconcile, executor, timer, this::finished);
        owned.listen(this);
    }

    /**
     * Puts the applier together.
     *
     * @param podSecurity the standard for namespaces that are made: restricted, baseline or privileged
     */
    public record Parts(
            KubeApi api,
            DesiredState desired,
            OwnedObjects owned,
            Journal journal,
            ApplyPolicy policy,
            String podSecurity,
            ApplyMeter meter) {}

    public static Applier create(Parts parts, Executor executor, Timer timer) {
        var reconciler = new Reconciler(
                parts.api(),
                parts.desired(),
                parts.owned(),
                new Namespaces(parts.api(), parts.podSecurity()),
                new Reconciler.Settings(parts.policy(), parts.meter(), parts.journal()));
        return new Applier(parts.desired(), parts.owned(), reconciler, parts.journal(), executor, timer);
    }

    /** Hears of a section that was worked through, or whose failures changed, e.g. because a retry succeeded. */
    public void onResults(Consumer<SectionName> listener) {
        resultListeners.add(listener);
    }

    /**
     * Makes {@code manifest} the section's desired state and works through what differs: namespaces first, then all else
     * side by side, removals along with it. Blocks until each object was tried once; what failed is tried again later.
     * The caller has checked that {@code target} is not older than what is held.
     *
     * @param bodies of what is new or changed, by digest
     * @return what failed in the whole section, sorted by key; objects not listed are as desired
     */
    public List<ObjectResult> advance(
            SectionName section, Generation target, Manifest manifest, Map<Digest, String> bodies) {
        SectionLedger before = desired.ledger(section);
        SectionLedger after = desired.update(section, held -> held.advancedTo(target, manifest, bodies));
        journal.changed(section);

        var first = new ArrayList<ObjectKey>();
        var rest = new ArrayList<ObjectKey>();
        after.objects().forEach((key, object) -> {
            DesiredObject held = before.objects().get(key);
            boolean same = held != null && held.digest().equals(object.digest());
            if (!same || troubles.containsKey(key)) {
                (isNamespace(key) ? first : rest).add(key);
            }
        });
        rest.addAll(after.removals());
        awaitAll(first);
        awaitAll(rest);
        worked.put(section, target);
        resultListeners.forEach(listener -> listener.accept(section));
        return results(section);
    }

    /** The newest generation of which every object was tried; after a restart the one that was restored. */
    public Generation worked(SectionName section) {
        return worked.getOrDefault(section, Generation.NONE);
    }

    /** Why an object is not as desired; empty when it is, or was not tried yet. */
    public Optional<String> trouble(ObjectKey key) {
        return Optional.ofNullable(troubles.get(key)).map(Trouble::why);
    }

    /** What is failing of a section now, sorted by key. */
    public List<ObjectResult> results(SectionName section) {
        var failing = new TreeMap<ObjectKey, ObjectResult>();
        troubles.forEach((key, trouble) -> {
            if (trouble.section().equals(section)) {
                failing.put(key, new ObjectResult.Failed(key, trouble.why()));
            }
        });
        return List.copyOf(failing.values());
    }

    /** Takes over what was held before a restart; objects are looked at as soon as their kinds are listed. */
    public void restore(Collection<SectionLedger> ledgers) {
        for (SectionLedger ledger : ledgers) {
            desired.update(ledger.section(), _ -> ledger);
            worked.put(ledger.section(), ledger.generation());
            ledger.objects().keySet().forEach(this::wakeUnlessListed);
            ledger.removals().forEach(queue::submit);
        }
    }

    /** Looks at everything once: what is desired, what is to be removed, and what of ours nobody desires. */
    public void fullPass() {
        for (SectionLedger ledger : desired.ledgers()) {
            ledger.objects().keySet().forEach(this::wake);
            ledger.removals().forEach(queue::submit);
        }
        owned.keys().forEach(this::wake);
    }

    public int queueDepth() {
        return queue.depth();
    }

    @Override
    public void changed(ObjectKey key) {
        wake(key);
    }

    @Override
    public void listed(ResourceKind kind) {
        String prefix = kind.apiVersion() + "/" + kind.kind() + "/";
        desired.all().stream()
                .map(DesiredObject::key)
                .filter(key -> key.value().startsWith(prefix))
                .forEach(this::wake);
        owned.of(kind).keySet().forEach(this::wake);
    }

    private void wake(ObjectKey key) {
        if (!reconciler.isSettled(key)) {
            queue.submit(key);
        }
    }

    /** A kind that is followed for the first time reports its objects by {@link #listed}; others are asked for one by one. */
    private void wakeUnlessListed(ObjectKey key) {
        if (!reconciler.follow(key)) {
            queue.submit(key);
        }
    }

    private void awaitAll(Collection<ObjectKey> keys) {
        keys.stream().map(queue::submit).toList().forEach(CompletableFuture::join);
    }

    private void finished(ObjectKey key, ObjectOutcome outcome) {
        DesiredObject wanted = desired.find(key);
        if (wanted == null) {
            removalFinished(key, outcome);
            return;
        }
        String why = switch (outcome) {
            case ObjectOutcome.Unchanged _, ObjectOutcome.Written _ -> "";
            case ObjectOutcome.Newer(String reason) -> reason;
            case ObjectOutcome.Refused(String reason) -> reason;
            case ObjectOutcome.Failed(String reason) -> reason;
        };
        note(key, wanted.section(), why);
    }

    private void removalFinished(ObjectKey key, ObjectOutcome outcome) {
        for (SectionLedger ledger : desired.ledgers()) {
            if (ledger.removals().contains(key)) {
                switch (outcome) {
                    case ObjectOutcome.Unchanged _, ObjectOutcome.Written _, ObjectOutcome.Refused _ -> {
                        desired.update(ledger.section(), held -> held.removed(key));
                        journal.changed(ledger.section());
                        note(key, ledger.section(), "");
                    }
                    case ObjectOutcome.Failed(String why) -> note(key, ledger.section(), why);
                    case ObjectOutcome.Newer(String why) -> note(key, ledger.section(), why);
                }
                return;
            }
        }
        troubles.remove(key);
    }

    private void note(ObjectKey key, SectionName section, String why) {
        Trouble now = why.isEmpty() ? null : new Trouble(section, why);
        Trouble before = now == null ? troubles.remove(key) : troubles.put(key, now);
        if (now == null ? before != null : !now.equals(before)) {
            resultListeners.forEach(listener -> listener.accept(section));
        }
    }

    private static boolean isNamespace(ObjectKey key) {
        return key.value().startsWith("v1/Namespace/");
    }
}
