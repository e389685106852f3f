package dev.windrose.agent.apply;

import com.fasterxml.jackson.databind.JsonNode;
import dev.windrose.agent.kube.Answer;
import dev.windrose.agent.kube.KubeApi;
import dev.windrose.agent.kube.ResourceKind;
import dev.windrose.protocol.Generation;
import dev.windrose.protocol.ObjectKey;
import dev.windrose.protocol.SectionName;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Removes an object that nobody desires, if it is ours, of a section we know, and not newer than our knowledge. */
final class Pruner {
    private static final Logger LOG = Logger.getLogger(Pruner.class);

    private final KubeApi api;
    private final DesiredState desired;
    private final OwnedObjects owned;
    private final Namespaces namespaces;
    private final Reconciler.Settings settings;

    Pruner(KubeApi api, DesiredState desired, OwnedObjects owned, Namespaces namespaces, Reconciler.Settings settings) {
        this.api = api;
        this.desired = desired;
        this.owned = owned;
        this.namespaces = namespaces;
        this.settings = settings;
    }

    /**
     * What a removal goes by.
     *
     * @param resourceVersion the state that this is known of, for a removal of exactly that; empty: of whatever state
     */
    private record Known(String section, Generation stamp, boolean terminating, String uid, String resourceVersion) {
        static Known of(Owned seen) {
            return new Known(
                    seen.section(),
                    seen.since(),
                    seen.terminating(),
                    seen.version().uid(),
                    seen.resourceVersion());
        }

        static Known of(JsonNode live) {
            return new Known(
                    Ownership.label(live, Ownership.SECTION),
                    Ownership.stampOf(live),
                    live.path("metadata").hasNonNull("deletionTimestamp"),
                    live.path("metadata").path("uid").asText(),
                    "");
        }
    }

    /**
     * What the mirror shows spares the question what is there: it is removed only in the very state that was seen. When it
     * changed since, or the mirror does not know it, the API server is asked.
     */
    ObjectOutcome prune(ObjectKey key, ObjectRef ref, ResourceKind kind) {
        String path = kind.path(ref.namespace(), ref.name());
        Owned seen = owned.find(kind, key);
        if (seen != null) {
            Optional<ObjectOutcome> outcome = remove(key, ref, path, Known.of(seen));
            if (outcome.isPresent()) {
                return outcome.get();
            }
        }
        return switch (api.get(path)) {
            case Answer.Refused refused when refused.isNotFound() -> new ObjectOutcome.Unchanged();
            case Answer.Ok(int _, JsonNode live)
            when !Ownership.isOurs(live) ->
                new ObjectOutcome.Unchanged(); // somebody took our label off: it is theirs now
            case Answer.Ok(int _, JsonNode live) ->
                remove(key, ref, path, Known.of(live))
                        .orElseGet(() -> new ObjectOutcome.Failed(key + " was made anew while it was removed"));
            case Answer other -> new ObjectOutcome.Failed(other.explain());
        };
    }

    /** Empty when it is no longer what is known. */
    private Optional<ObjectOutcome> remove(ObjectKey key, ObjectRef ref, String path, Known known) {
        Generation ledger = desired.generation(known.section());
        if (ledger.equals(Generation.NONE) || known.stamp().isNewerThan(ledger)) {
            return Optional.of(
                    new ObjectOutcome.Newer("%s is of section \"%s\" generation %s, the ledger is at %s: kept"
                            .formatted(key, known.section(), known.stamp(), ledger)));
        }
        if (known.terminating()) {
            return Optional.of(new ObjectOutcome.Unchanged()); // on its way out; finalizers are others' business
        }
        // What is gone carries no stamp that would stop an older ledger from making it again.
        Optional<String> notDurable = settings.journal().ensureDurable(new SectionName(known.section()));
        if (notDurable.isPresent()) {
            return Optional.of(new ObjectOutcome.Failed("not removed before that is remembered: " + notDurable.get()));
        }
        Answer answer = api.delete(path, known.uid(), known.resourceVersion());
        if (answer instanceof Answer.Refused refused && refused.isConflict()) {
            return Optional.empty();
        }
        boolean done = answer instanceof Answer.Ok || (answer instanceof Answer.Refused r && r.isNotFound());
        settings.meter().write(ref.kind(), done ? "removed" : "failed");
        if (!done) {
            return Optional.of(new ObjectOutcome.Failed(answer.explain()));
        }
        LOG.infof("object=%s section=%s state=removed", key, known.section());
        if (kindIsNamespace(ref)) {
            namespaces.forget(ref.name());
        }
        return Optional.of(new ObjectOutcome.Written());
    }

    private static boolean kindIsNamespace(ObjectRef ref) {
        return ref.apiVersion().equals("v1") && ref.kind().equals("Namespace");
    }
}
