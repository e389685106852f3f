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
import java.util.TreeMap;

/**
 * Puts together, from what is desired and what is there, one {@link WorkloadStatus} per workload.
 *
 * <p>{@code observed} is the generation whose objects are visibly there: while a Deployment still shows the content of an
 * earlier one, the status says the earlier generation, so that nobody takes old replicas for the new ones.
 */
final class WorkloadBoard {
    private final DesiredState desired;
    private final OwnedObjects owned;
    private final Applier applier;

    WorkloadBoard(DesiredState desired, OwnedObjects owned, Applier applier) {
        this.desired = desired;
        this.owned = owned;
        this.applier = applier;
    }

    /** Collects what is known of one workload. */
    private static final class Draft {
        String namespace = "";
        String name = "";
        int desired;
        int ready;
        int updated;
        String service = "";
        boolean lagging;
        final List<String> pods = new ArrayList<>();
        final List<String> problems = new ArrayList<>();

        void named(String inNamespace, String workload) {
            if (name.isEmpty() && !workload.isEmpty()) {
                namespace = inNamespace;
                name = workload;
            }
        }
    }

    /** @param before what was last said, by uid: its generation stands while a workload lags */
    Map<String, WorkloadStatus> statuses(Collection<PodView> pods, Map<String, WorkloadStatus> before) {
        Map<String, Draft> drafts = new HashMap<>();
        for (DesiredObject object :
                desired.ledger(SectionName.WORKLOADS).objects().values()) {
            addDesired(object, drafts);
        }
        owned.of(ResourceKind.DEPLOYMENT).forEach((key, live) -> addDeployment(key, live, drafts));
        owned.of(ResourceKind.SERVICE).forEach((key, live) -> addService(key, live, drafts));
        pods.forEach(pod -> addPod(pod, drafts));
        Generation generation = applier.worked(SectionName.WORKLOADS);
        Map<String, WorkloadStatus> statuses = new TreeMap<>();
        drafts.forEach((uid, draft) -> {
            if (!draft.name.isEmpty()) {
                WorkloadStatus last = before.get(uid);
                Generation kept = last == null ? Generation.NONE : last.observed();
                statuses.put(uid, status(uid, draft, draft.lagging ? kept : generation));
            }
        });
        return statuses;
    }

    private static WorkloadStatus status(String uid, Draft draft, Generation observed) {
        draft.pods.sort(null);
        draft.problems.sort(null);
        return new WorkloadStatus(
                new ObjectKey(draft.namespace + "/" + draft.name),
                uid,
                observed,
                new WorkloadStatus.Replicas(draft.desired, draft.ready, draft.updated),
                new WorkloadStatus.Endpoints(draft.service, draft.pods),
                false,
                draft.problems.isEmpty() ? "" : draft.problems.getFirst());
    }

    private void addDesired(DesiredObject object, Map<String, Draft> drafts) {
        WorkloadTag tag = WorkloadTag.of(object);
        ObjectRef ref = ObjectRef.parse(object.key()).orElse(null);
        if (tag.uid().isEmpty() || ref == null) {
            return;
        }
        Draft draft = drafts.computeIfAbsent(tag.uid(), _ -> new Draft());
        draft.named(ref.namespace(), tag.workload());
        applier.trouble(object.key()).ifPresent(why -> draft.problems.addFirst(ref.kind() + ": " + why));
        if (ref.kind().equals(ResourceKind.DEPLOYMENT.kind())) {
            Owned live = owned.of(ResourceKind.DEPLOYMENT).get(object.key());
            draft.lagging |=
                    live == null || !live.digest().equals(object.digest().hex());
        }
    }

    private static void addDeployment(ObjectKey key, Owned live, Map<String, Draft> drafts) {
        if (live.facts() instanceof LiveFacts.DeploymentFacts facts
                && !facts.workloadUid().isEmpty()) {
            Draft draft = drafts.computeIfAbsent(facts.workloadUid(), _ -> new Draft());
            ObjectRef.parse(key).ifPresent(ref -> draft.named(ref.namespace(), facts.workload()));
            draft.desired += facts.desired();
            draft.ready += facts.ready();
            draft.updated += facts.updated();
            if (!facts.problem().isEmpty()) {
                draft.problems.add(facts.problem());
            }
        }
    }

    private static void addService(ObjectKey key, Owned live, Map<String, Draft> drafts) {
        if (live.facts() instanceof LiveFacts.ServiceFacts facts
                && !facts.workloadUid().isEmpty()) {
            Draft draft = drafts.computeIfAbsent(facts.workloadUid(), _ -> new Draft());
            ObjectRef.parse(key).ifPresent(ref -> draft.named(ref.namespace(), facts.workload()));
            draft.service = facts.address();
        }
    }

    private static void addPod(PodView pod, Map<String, Draft> drafts) {
        Draft draft = drafts.get(pod.workloadUid());
        if (draft == null) {
            return; // a pod that outlives its workload's objects is the garbage collector's
        }
        if (pod.ready() && !pod.address().isEmpty()) {
            draft.pods.add(pod.address());
        }
        if (!pod.problem().isEmpty()) {
            draft.problems.add(pod.problem());
        }
    }
}
