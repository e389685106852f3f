package dev.windrose.agent.apply;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.agent.kube.Answer;
import dev.windrose.agent.kube.KindCatalog;
import dev.windrose.agent.kube.KubeApi;
import dev.windrose.agent.kube.ResourceKind;
import dev.windrose.protocol.Digest;
import dev.windrose.protocol.ObjectKey;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Brings one object to what is desired of it. Reads the world each time (desired state, the mirror, the API server), so
 * that it may be called at any time and any number of times; not at the same time for the same key.
 */
final class Reconciler {
    private static final Logger LOG = Logger.getLogger(Reconciler.class);

    /** No server counts that far. */
    private static final String NO_VERSION = Long.toString(Long.MAX_VALUE);

    /** What the API server answered to the last apply of a body. */
    private record Accepted(Digest digest, String projection, String resourceVersion) {}

    private final KubeApi api;
    private final KindCatalog kinds;
    private final DesiredState desired;
    private final OwnedObjects owned;
    private final Namespaces namespaces;
    private final Settings settings;
    private final Pruner pruner;
    private final Map<ObjectKey, Accepted> accepted = new ConcurrentHashMap<>();

    record Settings(ApplyPolicy policy, ApplyMeter meter, Journal journal) {}

    Reconciler(KubeApi api, DesiredState desired, OwnedObjects owned, Namespaces namespaces, Settings settings) {
        this.api = api;
        this.kinds = new KindCatalog(api);
        this.desired = desired;
        this.owned = owned;
        this.namespaces = namespaces;
        this.settings = settings;
        this.pruner = new Pruner(api, desired, owned, namespaces, settings);
    }

    /** Whether the mirror shows the object as desired, so that nothing need be asked of the API server. */
    boolean isSettled(ObjectKey key) {
        DesiredObject wanted = desired.find(key);
        Optional<ResourceKind> kind = kindOf(key);
        if (wanted == null || kind.isEmpty()) {
            return false;
        }
        Owned live = owned.find(kind.get(), key);
        return live != null && live.matches(wanted, owned.comparison(wanted), acceptedFor(wanted));
    }

    /** Begins to follow the key's kind if it is one that needs no discovery; answers whether it did. */
    boolean follow(ObjectKey key) {
        Optional<ResourceKind> kind = kindOf(key);
        kind.ifPresent(owned::follow);
        return kind.isPresent();
    }

    ObjectOutcome reconcile(ObjectKey key) {
        Optional<ObjectRef> ref = ObjectRef.parse(key);
        if (ref.isEmpty()) {
            return new ObjectOutcome.Refused(
                    "The key (%s) must read <apiVersion>/<kind>/<namespace>/<name>.".formatted(key));
        }
        Optional<String> refusal = settings.policy().refusal(ref.get());
        if (refusal.isPresent()) {
            return new ObjectOutcome.Refused(refusal.get());
        }
        return switch (kinds.find(ref.get().apiVersion(), ref.get().kind())) {
            case KindCatalog.Found.Unknown(String why) -> new ObjectOutcome.Failed(why);
            case KindCatalog.Found.NotServed(String why) ->
                desired.find(key) == null
                        ? new ObjectOutcome.Unchanged() // of a kind that is not served, none is left
                        : new ObjectOutcome.Failed(why);
            case KindCatalog.Found.Served(ResourceKind kind) -> {
                owned.follow(kind);
                DesiredObject wanted = desired.find(key);
                yield wanted == null ? prune(key, ref.get(), kind) : apply(wanted, ref.get(), kind);
            }
        };
    }

    private ObjectOutcome prune(ObjectKey key, ObjectRef ref, ResourceKind kind) {
        ObjectOutcome outcome = pruner.prune(key, ref, kind);
        if (outcome instanceof ObjectOutcome.Written || outcome instanceof ObjectOutcome.Unchanged) {
            accepted.remove(key);
        }
        return outcome;
    }

    private ObjectOutcome apply(DesiredObject wanted, ObjectRef ref, ResourceKind kind) {
        ObjectNode body;
        try {
            body = OwnedObjects.read(wanted);
        } catch (JsonProcessingException e) {
            return new ObjectOutcome.Refused("The body cannot be read: " + e.getOriginalMessage());
        }
        Optional<String> mismatch = ApplyPolicy.mismatch(ref, body);
        if (mismatch.isPresent()) {
            return new ObjectOutcome.Refused(mismatch.get());
        }
        Owned live = owned.find(kind, wanted.key());
        if (live == null) {
            Optional<ObjectOutcome> made = make(wanted, ref, kind, body);
            if (made.isPresent()) {
                return made.get();
            }
            switch (look(wanted, ref, kind)) {
                case Seen.Stop(ObjectOutcome outcome) -> {
                    return outcome;
                }
                case Seen.Ours(Owned found) -> live = found;
                case Seen.Absent _ -> live = null;
            }
        }
        if (live != null
                && live.since().isNewerThan(desired.ledger(wanted.section()).generation())) {
            return new ObjectOutcome.Newer("%s was changed under generation %s, the ledger is at %s"
                    .formatted(
                            wanted.key(),
                            live.since(),
                            desired.ledger(wanted.section()).generation()));
        }
        if (live != null && owned.leavesReplicas(wanted)) {
            return leaveReplicas(wanted, ref, kind, live);
        }
        return write(wanted, ref, kind, body, live);
    }

    /**
     * Without force the number would fall to the default of 1 with the field that we no longer apply, unless its new owner
     * has written it already. So it is first held in another name, as it is
     * (https://kubernetes.io/docs/reference/using-api/server-side-apply/#transferring-ownership); that owner ends with the
     * first number that the autoscaler writes.
     */
    private ObjectOutcome leaveReplicas(DesiredObject wanted, ObjectRef ref, ResourceKind kind, Owned live) {
        String path = kind.path(ref.namespace(), ref.name());
        if (!(api.get(path) instanceof Answer.Ok(int _, JsonNode found))) {
            return new ObjectOutcome.Failed(
                    wanted.key() + " cannot be read, so its replicas cannot be left as they are");
        }
        Answer held = api.hold(path, Ownership.replicasOnly(found, ref));
        if (!(held instanceof Answer.Ok) && !(held instanceof Answer.Refused refused && refused.isConflict())) {
            return new ObjectOutcome.Failed(held.explain());
        }
        try {
            return write(wanted, ref, kind, owned.held(wanted), live);
        } catch (JsonProcessingException e) {
            return new ObjectOutcome.Refused("The body cannot be read: " + e.getOriginalMessage());
        }
    }

    /**
     * Makes what the mirror does not know, in one request: applied as a change of a version that no object ever has, it
     * succeeds only while there is none (https://kubernetes.io/docs/reference/using-api/api-concepts/#resource-versions:
     * a version is compared for equality, and a stale one is a conflict). Empty when the careful way must be gone.
     */
    private Optional<ObjectOutcome> make(DesiredObject wanted, ObjectRef ref, ResourceKind kind, ObjectNode body) {
        if (!owned.isSynced(kind) || !namespaces.isKnown(kind.namespaced() ? ref.namespace() : "")) {
            return Optional.empty();
        }
        ObjectNode onlyNew = Ownership.stamp(body.deepCopy(), wanted);
        onlyNew.withObjectProperty("metadata").put("resourceVersion", NO_VERSION);
        return api.apply(kind.path(ref.namespace(), ref.name()), onlyNew, false) instanceof Answer.Ok ok
                ? Optional.of(written(wanted, ref, OwnedObjects.shape(body), null, ok))
                : Optional.empty();
    }

    private sealed interface Seen {
        record Absent() implements Seen {}

        record Ours(Owned live) implements Seen {}

        record Stop(ObjectOutcome outcome) implements Seen {}
    }

    /** The mirror knows only what carries our label: before the first write, ask whether somebody else's is there. */
    private Seen look(DesiredObject wanted, ObjectRef ref, ResourceKind kind) {
        return switch (api.get(kind.path(ref.namespace(), ref.name()))) {
            case Answer.Ok(int _, JsonNode found)
            when Ownership.isOurs(found) -> new Seen.Ours(owned.look(kind, wanted.key(), found, null));
            case Answer.Ok _ -> {
                settings.meter().write(ref.kind(), "refused");
                yield new Seen.Stop(new ObjectOutcome.Refused(
                        "%s %s exists and is not Windrose's (no label %s=%s): left as it is. Maybe rename the workload, or delete that object."
                                .formatted(ref.kind(), ref.name(), Ownership.MANAGED_BY, Ownership.US)));
            }
            case Answer.Refused refused
            when refused.isNotFound() ->
                namespaces
                        .ensure(kind.namespaced() ? ref.namespace() : "")
                        .<Seen>map(why -> new Seen.Stop(new ObjectOutcome.Failed(why)))
                        .orElseGet(Seen.Absent::new);
            case Answer other -> {
                settings.meter().write(ref.kind(), "failed");
                yield new Seen.Stop(new ObjectOutcome.Failed(other.explain()));
            }
        };
    }

    private ObjectOutcome write(
            DesiredObject wanted, ObjectRef ref, ResourceKind kind, ObjectNode body, @Nullable Owned live) {
        ObjectNode shape = OwnedObjects.shape(body.deepCopy());
        // Without force while nothing is there: what somebody else makes in between stays theirs.
        Answer answer = api.apply(kind.path(ref.namespace(), ref.name()), Ownership.stamp(body, wanted), live != null);
        return switch (answer) {
            case Answer.Ok ok -> {
                ObjectOutcome outcome = written(wanted, ref, shape, live, ok);
                owned.unchanged(kind, wanted.key(), ok.body());
                yield outcome;
            }
            case Answer.Refused refused -> {
                if (refused.isNotFound()) {
                    namespaces.forget(ref.namespace());
                }
                settings.meter().write(ref.kind(), "failed");
                yield new ObjectOutcome.Failed(refused.explain());
            }
            case Answer.Unreachable unreachable -> {
                settings.meter().write(ref.kind(), "failed");
                yield new ObjectOutcome.Failed(unreachable.explain());
            }
        };
    }

    private ObjectOutcome written(
            DesiredObject wanted, ObjectRef ref, ObjectNode shape, @Nullable Owned live, Answer.Ok ok) {
        String digest = wanted.digest().hex();
        boolean appliedBefore = acceptedDigest(wanted.key()).equals(digest)
                || (live != null && live.digest().equals(digest));
        String version = ok.body().path("metadata").path("resourceVersion").asText();
        String projection = Projection.covers(ok.body(), shape) ? "" : Projection.digest(ok.body(), shape);
        Accepted last = accepted.put(wanted.key(), new Accepted(wanted.digest(), projection, version));
        boolean same = (live != null && live.resourceVersion().equals(version))
                || (last != null && last.resourceVersion().equals(version));
        settings.meter().write(ref.kind(), ok.code() == 201 ? "made" : same ? "same" : "changed");
        if (appliedBefore && !same) {
            LOG.infof("object=%s state=drift-repaired", wanted.key());
            settings.meter().driftRepaired(ref.kind());
        }
        return new ObjectOutcome.Written();
    }

    private Optional<ResourceKind> kindOf(ObjectKey key) {
        return ObjectRef.parse(key).flatMap(ref -> kinds.known(ref.apiVersion(), ref.kind()));
    }

    private String acceptedFor(DesiredObject wanted) {
        Accepted last = accepted.get(wanted.key());
        return last != null && last.digest().equals(wanted.digest()) ? last.projection() : "";
    }

    private String acceptedDigest(ObjectKey key) {
        Accepted last = accepted.get(key);
        return last == null ? "" : last.digest().hex();
    }
}
