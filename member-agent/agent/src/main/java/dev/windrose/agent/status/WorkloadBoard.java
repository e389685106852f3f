package dev.windrose.agent.status;

import dev.windrose.agent.apply.Applier;
import dev.windrose.agent.apply.DesiredObject;
import dev.windrose.agent.apply.DesiredState;
import dev.windrose.agent.apply.ObjectRef;
import dev.windrose.agent.apply.Owned;
import dev.windrose.agent.apply.OwnedObjects;
import dev.windrose.agent.inventory.PodView;
import dev.windrose.agent.kube.ResourceKind;
import dev.windrose.protocol.Generation;
import dev.windrose.protocol.ObjectKey;
import dev.windrose.protocol.SectionName;
import dev.windrose.protocol.WorkloadStatus;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Puts together, from what is desired and what is there, one {@link WorkloadStatus} per Deployment: a workload has one
 * for each GPU shape and tier that it was given in this member.
 *
 * <p>{@code observed} is the generation whose objects are visibly there: while a Deployment still shows the content of an
 * earlier one, the status says the earlier generation, so that nobody takes old replicas for the new ones.
 */
final class WorkloadBoard {
    private final DesiredState desired;
    private final OwnedObjects owned;
    private final Applier applier;
    private final StatusReporter.Sources sources;

    WorkloadBoard(StatusReporter.Sources sources) {
        this.desired = sources.desired();
        this.owned = sources.owned();
        this.applier = sources.applier();
        this.sources = sources;
    }

    /** Collects what is known of one Deployment. */
    private static final class Draft {
        final String uid;
        int desired;
        int ready;
        int updated;
        String service = "";
        boolean lagging;
        final List<String> pods = new ArrayList<>();
        final List<String> problems = new ArrayList<>();

        Draft(String uid) {
            this.uid = uid;
        }
    }

    /** @param before what was last said, by Deployment: its generation stands while one lags */
    Map<ObjectKey, WorkloadStatus> statuses(Collection<PodView> pods, Map<ObjectKey, WorkloadStatus> before) {
        Map<ObjectKey, Draft> drafts = new HashMap<>();
        owned.of(ResourceKind.DEPLOYMENT).forEach((key, live) -> addDeployment(key, live, drafts));
        for (DesiredObject object :
                desired.ledger(SectionName.WORKLOADS).objects().values()) {
            addDesired(object, drafts);
        }
        Map<String, List<Draft>> byWorkload = new HashMap<>();
        drafts.values()
                .forEach(draft -> byWorkload
                        .computeIfAbsent(draft.uid, _ -> new ArrayList<>())
                        .add(draft));
        owned.of(ResourceKind.SERVICE).values().forEach(live -> addService(live, byWorkload));
        pods.forEach(pod -> addPod(pod, drafts));
        Generation generation = applier.worked(SectionName.WORKLOADS);
        Map<ObjectKey, WorkloadStatus> statuses = HashMap.newHashMap(drafts.size());
        drafts.forEach((key, draft) -> {
            WorkloadStatus last = before.get(key);
            Generation kept = last == null ? Generation.NONE : last.observed();
            statuses.put(key, status(key, draft, draft.lagging ? kept : generation));
        });
        return statuses;
    }

    private WorkloadStatus status(ObjectKey key, Draft draft, Generation observed) {
        draft.pods.sort(null);
        draft.problems.sort(null);
        return new WorkloadStatus(
                key,
                draft.uid,
                observed,
                new WorkloadStatus.Replicas(draft.desired, draft.ready, draft.updated),
                new WorkloadStatus.Endpoints(draft.service, draft.pods),
                false,
                draft.problems.isEmpty() ? "" : draft.problems.getFirst(),
                sources.autoscalers().apply(key),
                sources.loads().apply(key));
    }

    /** What is desired and not there yet has a status too; trouble with a Service is told on every part. */
    private void addDesired(DesiredObject object, Map<ObjectKey, Draft> drafts) {
        WorkloadTag tag = WorkloadTag.of(object);
        ObjectRef ref = ObjectRef.parse(object.key()).orElse(null);
        if (tag.uid().isEmpty() || ref == null) {
            return;
        }
        if (ref.kind().equals(ResourceKind.DEPLOYMENT.kind())) {
            Draft draft = drafts.computeIfAbsent(object.key(), _ -> new Draft(tag.uid()));
            Owned live = owned.of(ResourceKind.DEPLOYMENT).get(object.key());
            draft.lagging =
                    live == null || !live.digest().equals(object.digest().hex());
        }
        applier.trouble(object.key())
                .ifPresent(why -> drafts.values().stream()
                        .filter(draft -> draft.uid.equals(tag.uid()))
                        .forEach(draft -> draft.problems.addFirst(ref.kind() + ": " + why)));
    }

    private static void addDeployment(ObjectKey key, Owned live, Map<ObjectKey, Draft> drafts) {
        if (live.facts() instanceof LiveFacts.DeploymentFacts facts
                && !facts.workloadUid().isEmpty()) {
            Draft draft = drafts.computeIfAbsent(key, _ -> new Draft(facts.workloadUid()));
            draft.desired = facts.desired();
            draft.ready = facts.ready();
            draft.updated = facts.updated();
            if (!facts.problem().isEmpty()) {
                draft.problems.add(facts.problem());
            }
        }
    }

    private static void addService(Owned live, Map<String, List<Draft>> byWorkload) {
        if (live.facts() instanceof LiveFacts.ServiceFacts facts) {
            byWorkload.getOrDefault(facts.workloadUid(), List.of()).forEach(draft -> draft.service = facts.address());
        }
    }

    private static void addPod(PodView pod, Map<ObjectKey, Draft> drafts) {
        var key = new ObjectKey("apps/v1/Deployment/" + pod.facts().namespace() + "/" + pod.part());
        Draft draft = pod.part().isEmpty() ? null : drafts.get(key);
        if (draft == null) {
            return; // a pod that outlives its Deployment is the garbage collector's
        }
        if (pod.ready() && !pod.address().isEmpty()) {
            draft.pods.add(pod.address());
        }
        if (!pod.problem().isEmpty()) {
            draft.problems.add(pod.problem());
        }
    }
}
