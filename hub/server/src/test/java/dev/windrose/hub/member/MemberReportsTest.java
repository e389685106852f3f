package dev.windrose.hub.member;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.hub.Given;
import dev.windrose.hub.loop.Signals;
import dev.windrose.hub.member.MemberReports.Subject;
import dev.windrose.placement.Presence;
import dev.windrose.placement.member.MemberExtras;
import dev.windrose.placement.member.QueuedDemand;
import dev.windrose.placement.provisioning.Provisioning;
import dev.windrose.protocol.AgentMessage;
import dev.windrose.protocol.ClusterName;
import dev.windrose.protocol.Generation;
import dev.windrose.protocol.ObjectKey;
import dev.windrose.protocol.ObjectResult;
import dev.windrose.protocol.PresenceState;
import dev.windrose.protocol.SectionName;
import dev.windrose.protocol.SectionState;
import dev.windrose.protocol.WorkloadStatus;
import dev.windrose.protocol.WorkloadStatus.Figure;
import dev.windrose.protocol.WorkloadStatus.Load;
import dev.windrose.wire.ExtrasRow;
import dev.windrose.wire.InventoryRow;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MemberReportsTest {
    private static final ClusterName CLUSTER = new ClusterName("c1");
    private static final Subject SUBJECT = new Subject(CLUSTER, new ObjectKey("apps/v1/Deployment/a/b"));

    private final Signals signals = new Signals();
    private final Archive archive = new Archive();
    private final MemberReports reports = new MemberReports(signals, archive);

    @Test
    void whoWasNeverHeardIsUnknown() {
        assertThat(reports.facts("nobody")).isEqualTo(MemberFacts.NONE);
        assertThat(reports.facts("nobody").plannersPresence()).isEqualTo(Presence.UNKNOWN);
    }

    @ParameterizedTest
    @CsvSource({"UNKNOWN, UNKNOWN", "PRESENT, READY", "SUSPECT, SUSPECT", "LOST, AGENT_LOST"})
    void presenceInThePlannersWords(PresenceState heard, Presence planned) {
        reports.onPresence(CLUSTER, heard, Duration.ZERO);

        assertThat(reports.facts("c1").plannersPresence()).isEqualTo(planned);
    }

    @Test
    void anInventoryReplacesTheOneBeforeAndHasAnAge() {
        inventory("n1", "n2");
        inventory("n3");

        assertThat(reports.facts("c1").nodes()).extracting(n -> n.name()).containsExactly("n3");
        assertThat(reports.facts("c1").inventoryAge())
                .hasValueSatisfying(age -> assertThat(age).isBetween(Duration.ZERO, Duration.ofSeconds(30)));
    }

    @Test
    void oneRowThatDoesNotReadLeavesTheWholeInventoryAsItWas() {
        inventory("n1");

        reports.onInventory(
                CLUSTER, List.of(InventoryRow.encode(Given.node("n2", "L4", 1)), "{\"node\": \"n3\", \"gpu\": {}}"));

        assertThat(reports.facts("c1").nodes()).extracting(n -> n.name()).containsExactly("n1");
    }

    @Test
    void whatIsSaidBesideNodesIsNoNode() {
        var queued = new MemberExtras(Provisioning.NONE, List.of(), List.of(new QueuedDemand("nvidia.com/gpu", 1, 2)));
        var rows = new ArrayList<>(ExtrasRow.encode(queued));
        rows.add(InventoryRow.encode(Given.node("n1", "L4", 1)));

        reports.onInventory(CLUSTER, rows);

        assertThat(reports.facts("c1").nodes()).extracting(n -> n.name()).containsExactly("n1");
        assertThat(reports.facts("c1").extras()).isEqualTo(queued);
    }

    @Test
    void extrasThatDoNotReadLeaveTheWholeInventoryAsItWas() {
        inventory("n1");

        reports.onInventory(
                CLUSTER,
                List.of(
                        InventoryRow.encode(Given.node("n2", "L4", 1)),
                        "{\"node\":\"windrose.dev/extras-1\",\"extras\":[{\"kind\":\"headroom\"}]}"));

        assertThat(reports.facts("c1").nodes()).extracting(n -> n.name()).containsExactly("n1");
    }

    @Test
    void aNodeNamedTwiceLeavesTheWholeInventoryAsItWas() {
        inventory("n1");

        inventory("n2", "n2");

        assertThat(reports.facts("c1").nodes()).extracting(n -> n.name()).containsExactly("n1");
    }

    @Test
    void aRefusalStandsUntilTheMemberApplies() {
        ack(new ObjectResult.Failed(SUBJECT.key(), "quota"));
        assertThat(reports.refusal(SUBJECT)).contains("quota");

        ack(new ObjectResult.Applied(SUBJECT.key()));
        assertThat(reports.refusal(SUBJECT)).isEmpty();
    }

    @Test
    void theNewestReportCountsAndGoneIsGone() {
        reports.onWorkloads(CLUSTER, List.of(status(1, false)));
        reports.onWorkloads(CLUSTER, List.of(status(2, false)));
        assertThat(reports.workload(SUBJECT)).contains(status(2, false));

        reports.onWorkloads(CLUSTER, List.of(status(0, true)));
        assertThat(reports.workload(SUBJECT)).isEmpty();
    }

    @Test
    void whatWasKnownBeforeTheStartCountsUntilTheMemberSpeaks() {
        archive.known.put(SUBJECT, status(3, false));
        assertThat(reports.workload(SUBJECT)).contains(status(3, false));

        reports.onWorkloads(CLUSTER, List.of(status(1, false)));
        assertThat(reports.workload(SUBJECT)).contains(status(1, false));
    }

    @Test
    void newsWakesWhoeverActsOnItAndRepetitionsDoNot() {
        var inventory = new AtomicInteger();
        var workloads = new AtomicInteger();
        signals.on(inventory::incrementAndGet, Signals.Topic.INVENTORY);
        signals.on(workloads::incrementAndGet, Signals.Topic.REPORTS);

        inventory("n1");
        reports.onWorkloads(CLUSTER, List.of(status(1, false)));
        reports.onWorkloads(CLUSTER, List.of(status(1, false)));
        ack();
        assertThat(workloads).hasValue(1);

        ack(new ObjectResult.Failed(SUBJECT.key(), "quota"));
        ack(new ObjectResult.Failed(SUBJECT.key(), "quota"));
        assertThat(workloads).hasValue(2);

        reports.onWorkloads(CLUSTER, List.of(status(2, false)));
        assertThat(workloads).hasValue(3);

        reports.onWorkloads(CLUSTER, List.of(status(0, true)));
        reports.onWorkloads(CLUSTER, List.of(status(0, true)));
        assertThat(workloads).hasValue(4);
        assertThat(inventory).hasValue(1);
    }

    @Test
    void aLoadIsRememberedApartWakesNobodyAndGrowsOldWhenItIsRepeated() {
        var woken = new AtomicInteger();
        reports.onWorkloads(CLUSTER, List.of(status(2, false)));
        signals.on(woken::incrementAndGet, Signals.Topic.REPORTS);
        var load = new Load(Instant.EPOCH, 2, new Figure(7, 2), Figure.NONE);

        reports.onWorkloads(CLUSTER, List.of(status(2, false).with(Optional.of(load))));
        var first = reports.load(SUBJECT).orElseThrow();
        reports.onWorkloads(CLUSTER, List.of(status(2, false).with(Optional.of(load))));

        assertThat(woken).hasValue(0);
        assertThat(first.load()).isEqualTo(load);
        assertThat(reports.load(SUBJECT).orElseThrow().age()).isGreaterThan(first.age());
        assertThat(reports.workload(SUBJECT).orElseThrow().load()).isEmpty();

        reports.onWorkloads(CLUSTER, List.of(status(2, false)));
        assertThat(reports.load(SUBJECT)).isEmpty();
    }

    private void inventory(String... nodes) {
        reports.onInventory(
                CLUSTER,
                List.of(nodes).stream()
                        .map(node -> InventoryRow.encode(Given.node(node, "L4", 1)))
                        .toList());
    }

    private void ack(ObjectResult... results) {
        reports.onAck(CLUSTER, new AgentMessage.Ack(SectionName.WORKLOADS, SectionState.NONE, List.of(results)));
    }

    private static WorkloadStatus status(int ready, boolean gone) {
        return new WorkloadStatus(
                SUBJECT.key(),
                "u1",
                new Generation(1, 1),
                new WorkloadStatus.Replicas(3, ready, ready),
                WorkloadStatus.Endpoints.NONE,
                gone,
                "");
    }

    /** Gives what was known before, and forgets it when something newer is kept, as the real one does. */
    private static final class Archive implements ReportArchive {
        private final Map<Subject, WorkloadStatus> known = new HashMap<>();

        @Override
        public void keep(Subject subject, WorkloadStatus status) {
            known.remove(subject);
        }

        @Override
        public void keepInventory(ClusterName cluster, List<String> rows) {
            // Inventories are not read back: one of before the start says nothing of now.
        }

        @Override
        public Optional<WorkloadStatus> workload(Subject subject) {
            return Optional.ofNullable(known.get(subject));
        }
    }
}
