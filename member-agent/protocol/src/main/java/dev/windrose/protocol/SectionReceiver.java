package dev.windrose.protocol;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The agent's ledger of one section: what it holds, and whether a message may change it. Never moves backwards, takes
 * nothing that does not lead to the digest promised, and changes only by {@link #commit}, so that a change whose bodies
 * could not be had leaves no trace. Not safe for use by several threads.
 */
public final class SectionReceiver {

    /** Which checks are made; a seam for tests that prove that each one is needed. */
    record Checks(boolean generation, boolean digest) {
        static final Checks ALL = new Checks(true, true);
    }

    private record AssemblyId(Optional<Generation> base, SectionState target) {}

    private final SectionName section;
    private final Checks checks;
    private final PartAssembly<HubMessage.SectionMessage> assembly = new PartAssembly<>();
    private Generation generation;
    private Manifest manifest;

    /** Starts from the last known good; {@link Generation#NONE} and {@link Manifest#EMPTY} if there is none. */
    public SectionReceiver(SectionName section, Generation generation, Manifest manifest) {
        this(section, generation, manifest, Checks.ALL);
    }

    SectionReceiver(SectionName section, Generation generation, Manifest manifest, Checks checks) {
        this.section = section;
        this.generation = generation;
        this.manifest = manifest;
        this.checks = checks;
    }

    public Received receive(HubMessage.SectionMessage message) {
        if (!message.section().equals(section)) {
            throw new IllegalArgumentException(
                    "Message of section %s was handed to section %s.".formatted(message.section(), section));
        }
        if (checks.generation() && !message.target().isNewerThan(generation)) {
            boolean same = message.target().equals(generation)
                    && message.manifestDigest().equals(manifest.digest());
            return same ? new Received.AlreadyHeld(held()) : new Received.Stale(held(), message.target());
        }
        if (checks.digest()
                && message instanceof HubMessage.Delta delta
                && delta.base().isNewerThan(generation)) {
            return mismatch("the delta starts at %s, held is %s".formatted(delta.base(), generation));
        }
        if (message.part().isWhole()) {
            return judge(List.of(message));
        }
        return assembly.add(idOf(message), message.part(), message)
                .map(this::judge)
                .orElseGet(Received.Incomplete::new);
    }

    /** Makes {@code change} what is held; false if something newer is held by now. */
    public boolean commit(Received.Change change) {
        if (checks.generation() && !change.target().isNewerThan(generation)) {
            return false;
        }
        generation = change.target();
        manifest = change.result();
        return true;
    }

    /** Goes back to what was held before changes that were committed and then could not be applied. */
    public void revert(Generation before, Manifest content) {
        generation = before;
        manifest = content;
    }

    public Generation generation() {
        return generation;
    }

    public SectionState held() {
        return new SectionState(generation, manifest.digest());
    }

    public Manifest manifest() {
        return manifest;
    }

    private static AssemblyId idOf(HubMessage.SectionMessage message) {
        var target = new SectionState(message.target(), message.manifestDigest());
        return switch (message) {
            case HubMessage.Delta delta -> new AssemblyId(Optional.of(delta.base()), target);
            case HubMessage.Snapshot _ -> new AssemblyId(Optional.empty(), target);
        };
    }

    private Received judge(List<HubMessage.SectionMessage> parts) {
        var upserts = new TreeMap<ObjectKey, HubMessage.Upsert>();
        var tombstones = new ArrayList<ObjectKey>();
        boolean complete = false;
        for (HubMessage.SectionMessage part : parts) {
            part.upserts().forEach(upsert -> upserts.put(upsert.key(), upsert));
            switch (part) {
                case HubMessage.Delta delta -> tombstones.addAll(delta.tombstones());
                case HubMessage.Snapshot _ -> complete = true;
            }
        }
        var digests = new TreeMap<ObjectKey, Digest>();
        upserts.forEach((key, upsert) -> digests.put(key, upsert.digest()));
        Manifest result = complete ? Manifest.of(digests) : manifest.with(digests, tombstones);
        HubMessage.SectionMessage first = parts.getFirst();
        if (checks.digest() && !result.digest().equals(first.manifestDigest())) {
            return mismatch("%s would be %s, the hub promises %s"
                    .formatted(first.target(), result.digest(), first.manifestDigest()));
        }
        return change(first.target(), result, upserts, complete);
    }

    private Received.Change change(
            Generation target, Manifest result, Map<ObjectKey, HubMessage.Upsert> offered, boolean complete) {
        var upserts = new TreeMap<ObjectKey, HubMessage.Upsert>();
        offered.forEach((key, upsert) -> {
            if (!upsert.digest().equals(manifest.entries().get(key))) {
                upserts.put(key, withCheckedBody(upsert));
            }
        });
        var removals = new TreeSet<>(manifest.entries().keySet());
        removals.removeAll(result.entries().keySet());
        return new Received.Change(section, target, result, upserts, removals, complete);
    }

    /** A body that does not hash to its digest is dropped; it is fetched by the digest then. */
    private static HubMessage.Upsert withCheckedBody(HubMessage.Upsert upsert) {
        var body = upsert.body().filter(candidate -> candidate.digest().equals(upsert.digest()));
        return new HubMessage.Upsert(upsert.key(), upsert.digest(), body);
    }

    private Received.Mismatch mismatch(String reason) {
        return new Received.Mismatch(new AgentMessage.SnapshotRequest(section, held()), reason);
    }
}
