package dev.windrose.hub.placement;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.api.InferenceWorkloadSpec.Metric;
import dev.windrose.api.InferenceWorkloadStatus;
import dev.windrose.hub.Given;
import dev.windrose.hub.fleet.FleetKinds;
import dev.windrose.hub.fleet.Json;
import dev.windrose.hub.fleet.ServedKinds;
import dev.windrose.hub.pause.PauseConditions;
import dev.windrose.kubeapi.resource.ResourceDescriptor;
import dev.windrose.kubeapi.schema.Defaulting;
import dev.windrose.kubeapi.schema.Pruning;
import dev.windrose.kubeapi.schema.Validation;
import dev.windrose.placement.Assignment;
import dev.windrose.placement.AssignmentKey;
import dev.windrose.placement.CandidateReport;
import dev.windrose.placement.ClusterId;
import dev.windrose.placement.Egress;
import dev.windrose.placement.Money;
import dev.windrose.placement.Outlook;
import dev.windrose.placement.Phase;
import dev.windrose.placement.Reason;
import dev.windrose.placement.Stay;
import dev.windrose.placement.Staying;
import dev.windrose.placement.WaitingOn;
import dev.windrose.placement.WorkloadReport;
import dev.windrose.placement.calm.MoveReason;
import dev.windrose.placement.fit.Slo;
import dev.windrose.placement.fit.SpeedEstimate;
import dev.windrose.placement.inventory.WorkloadUid;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WorkloadStatusesTest {
    private static final ResourceDescriptor WORKLOADS = ServedKinds.of(FleetKinds.WORKLOADS);
    private static final AssignmentKey IN_A = Given.key("u1", "a", "L4", 1);
    private static final AssignmentKey IN_B = Given.key("u1", "b", "H100", 8);
    private static final Instant LATER = Given.NOW.plusSeconds(300);

    private final Map<AssignmentKey, MemberReport> observed = new HashMap<>();
    private List<Assignment> assignments = List.of();
    private Optional<InferenceWorkloadStatus.Autoscaling> scaling = Optional.empty();
    private Optional<WorkloadReport> report = Optional.empty();
    private Function<AssignmentKey, Optional<Outlook>> outlook = _ -> Optional.empty();
    private Egress egress = Egress.NONE;
    private JsonNode before = Json.MAPPER.createArrayNode();

    @ParameterizedTest
    @CsvSource({
        // wanted, planned, ready, generation reported | Placed, reason, Available, reason, Degraded
        "2, 2, 2, 1, True,  PlanHolds,    True,  AllReady,   False",
        "2, 2, 1, 1, True,  PlanHolds,    False, NotReady,   True",
        "2, 2, 0, 1, True,  PlanHolds,    False, NotReady,   False",
        "2, 2, 2, 0, True,  PlanHolds,    False, RollingOut, True",
        "2, 1, 1, 1, False, PartlyPlaced, False, NotReady,   True",
        "2, 3, 3, 1, True,  PlanHolds,    True,  AllReady,   False",
        "0, 0, 0, 1, True,  PlanHolds,    True,  AllReady,   False",
        "2, 0, 0, 1, False, FitsNowhere,  False, NotReady,   False"
    })
    void conditionsFollowFromPlanAndReports(
            int wanted,
            int planned,
            int ready,
            long generation,
            String placed,
            String why,
            String available,
            String whyAvailable,
            String degraded) {
        if (planned > 0) {
            assignments = List.of(Given.assignment(IN_A, planned, 1));
            observed.put(IN_A, new MemberReport(ready, generation, "", ""));
        }

        var status = status(wanted, Given.NOW);

        assertThat(condition(status, "Placed").path("status").asText()).isEqualTo(placed);
        assertThat(condition(status, "Placed").path("reason").asText()).isEqualTo(why);
        assertThat(condition(status, "Available").path("status").asText()).isEqualTo(available);
        assertThat(condition(status, "Available").path("reason").asText()).isEqualTo(whyAvailable);
        assertThat(condition(status, "Degraded").path("status").asText()).isEqualTo(degraded);
        assertThat(status.path("ready").asText()).isEqualTo(ready + "/" + wanted);
    }

    @Test
    void whatCarryingAnswersCostsIsBesideThePrice() {
        assignments = List.of(Given.assignment(IN_A, 2, 1));
        outlook = _ -> Optional.of(
                new Outlook(new SpeedEstimate.Unknown("no such model"), Slo.Verdict.UNSURE, Optional.empty()));
        egress = new Egress(Money.parse("0.36"), Optional.empty());
        report = report(chosen(IN_A, "0.90"));

        var part = status(2, Given.NOW).at("/placements/0");
        egress = new Egress(Money.parse("0.57"), Optional.of("nobody knows"));
        report = report(chosen(IN_A, "0.90"));
        var unknown = status(2, Given.NOW).at("/placements/0");
        egress = Egress.NONE;
        report = report(chosen(IN_A, "0.90"));

        assertThat(part.path("hourlyCost").asText()).as("of GPUs").isEqualTo("1.80");
        assertThat(part.at("/expected/egressHourlyCost").asText()).isEqualTo("0.36");
        assertThat(part.at("/expected").has("egressUnknown")).isFalse();
        assertThat(unknown.at("/expected").has("egressHourlyCost"))
                .as("what counts in comparisons is nobody's bill")
                .isFalse();
        assertThat(unknown.at("/expected/egressUnknown").asText()).isEqualTo("nobody knows");
        assertThat(status(2, Given.NOW).at("/placements/0/expected").has("egressHourlyCost"))
                .isFalse();
    }

    @Test
    void whatTheLoadAsksForIsWanted() {
        assignments = List.of(Given.assignment(IN_A, 3, 1));
        observed.put(IN_A, new MemberReport(3, 1, "", ""));
        scaling = Optional.of(new InferenceWorkloadStatus.Autoscaling(
                3, Metric.queueLength, "24", "8", Given.NOW.toString(), "OnTarget", "as it should be"));

        var status = status(1, Given.NOW);

        assertThat(status.path("ready").asText()).isEqualTo("3/3");
        assertThat(status.path("autoscaling").path("reason").asText()).isEqualTo("OnTarget");
        assertThat(condition(status, "Available").path("status").asText()).isEqualTo("True");
    }

    @Test
    void replicasOfAMembersAutoscalerCountAsTheyAre() {
        assignments = List.of(Given.assignment(IN_A, 2, 1), Given.assignment(IN_B, 1, 1));
        observed.put(IN_A, new MemberReport(5, 1, "", "", "chat-hpa", 5));
        observed.put(IN_B, new MemberReport(1, 1, "", ""));

        var status = status(3, Given.NOW);

        assertThat(status.path("ready").asText()).isEqualTo("6/6");
        assertThat(status.path("placements").path(0).path("replicas").asInt()).isEqualTo(5);
        assertThat(status.path("autoscaling").path("reason").asText()).isEqualTo("MemberAutoscaler");
        assertThat(status.path("autoscaling").path("message").asText()).contains("chat-hpa in a");
        assertThat(condition(status, "Available").path("status").asText()).isEqualTo("True");
    }

    @Test
    void whatNoMemberReportedIsNotReady() {
        assignments = List.of(Given.assignment(IN_A, 2, 1));

        assertThat(condition(status(2, Given.NOW), "Available").path("status").asText())
                .isEqualTo("False");
    }

    /** Pods of an older plan that still run are not replicas of this one. */
    @Test
    void moreReadyThanPlannedCountsAsPlanned() {
        assignments = List.of(Given.assignment(IN_A, 1, 1));
        observed.put(IN_A, new MemberReport(9, 1, "", ""));

        var status = status(2, Given.NOW);

        assertThat(status.path("readyReplicas").asInt()).isEqualTo(1);
        assertThat(condition(status, "Available").path("status").asText()).isEqualTo("False");
    }

    @Test
    void drainingPartsAreShownAndNotCounted() {
        assignments = List.of(Given.assignment(IN_A, 2, 1), new Assignment(IN_B, 1, Phase.DRAINING, 1, Given.NOW, 2));
        observed.put(IN_A, new MemberReport(0, 1, "", ""));
        observed.put(IN_B, new MemberReport(1, 1, "", ""));

        var status = status(2, Given.NOW);

        assertThat(status.path("readyReplicas").asInt()).isZero();
        assertThat(status.path("clusters").asText()).isEqualTo("a");
        assertThat(status.path("gpus").asText()).isEqualTo("2xL4");
        assertThat(status.path("placements")).hasSize(2);
        assertThat(status.at("/placements/1/phase").asText()).isEqualTo("draining");
    }

    @Test
    void gpusAreCountedByProductOverAllClusters() {
        assignments = List.of(Given.assignment(IN_A, 3, 1), Given.assignment(IN_B, 2, 1));

        assertThat(status(5, Given.NOW).path("gpus").asText()).isEqualTo("16xH100,3xL4");
        assertThat(status(5, Given.NOW).path("clusters").asText()).isEqualTo("a,b");
    }

    @Test
    void theCostIsTheSumOfTheParts() {
        assignments = List.of(Given.assignment(IN_A, 3, 1), Given.assignment(IN_B, 2, 1));
        report = report(chosen(IN_A, "0.80"), chosen(IN_B, "50"));

        var status = status(5, Given.NOW);

        assertThat(status.path("hourlyCost").asText()).isEqualTo("102.40");
        assertThat(status.at("/placements/0/hourlyCost").asText()).isEqualTo("2.40");
    }

    @Test
    void aPartThatIsNotWhereItIsCheapestSaysWhyItStays() {
        assignments = List.of(Given.assignment(IN_A, 3, 1));
        var stay = new Stay(
                IN_B,
                3,
                Money.parse("0.06"),
                Money.parse("1.20"),
                MoveReason.SAVING_TOO_SMALL,
                "b on 8xH100 saves 0.06 USD/h (2.4 %), but at once only 5 % move it",
                new Staying(IN_A, 0, Given.NOW, 20_000),
                1);
        report = Optional.of(workloadReport(List.of(chosen(IN_A, "0.80")), List.of(stay)));

        var cheaper = status(3, Given.NOW).at("/placements/0/cheaper");

        assertThat(cheaper).isEqualTo(Json.parse("""
                {"cluster": "b", "gpu": "H100", "tier": "on-demand", "hourlySaving": "0.06", "reason": "SavingTooSmall",
                 "message": "b on 8xH100 saves 0.06 USD/h (2.4 %), but at once only 5 % move it"}"""));
    }

    /** A sum that leaves something out would look cheap. */
    @Test
    void theCostIsAbsentAsSoonAsOnePriceIsUnknown() {
        assignments = List.of(Given.assignment(IN_A, 3, 1), Given.assignment(IN_B, 2, 1));
        report = report(chosen(IN_A, "0.80"), chosen(IN_B, null));

        var status = status(5, Given.NOW);

        assertThat(status.has("hourlyCost")).isFalse();
        assertThat(status.at("/placements/0/hourlyCost").asText()).isEqualTo("2.40");
        assertThat(status.path("placements").get(1).has("hourlyCost")).isFalse();
    }

    @Test
    void whyItFitsNowhereIsToldByClusterByTheCandidateThatCameFurthest() {
        report = report(
                turnedDown("b", Reason.CLUSTER_CORDONED, ""),
                turnedDown("a", Reason.PRODUCT_NOT_ASKED, "has only T4"),
                turnedDown("a", Reason.NO_FREE_GPU, "0 of 4 L4 are free"));

        assertThat(condition(status(2, Given.NOW), "Placed").path("message").asText())
                .isEqualTo("0 of 2 replicas placed: a: 0 of 4 L4 are free; b: the member is cordoned");
    }

    @Test
    void aFleetWithoutMembersSaysSo() {
        report = report();

        assertThat(condition(status(2, Given.NOW), "Placed").path("message").asText())
                .contains("no members");
    }

    @Test
    void rightAfterTheStartNothingIsClaimed() {
        var status = status(2, Given.NOW);

        assertThat(condition(status, "Placed").path("message").asText()).isEqualTo("not planned yet");
        assertThat(status.has("turnedDown")).isFalse();
    }

    @Test
    void candidatesAreListedInOrderAndNotWithoutEnd() {
        report = Optional.of(workloadReport(IntStream.range(0, 100)
                .mapToObj(i -> turnedDown("c" + (99 - i), Reason.NO_FREE_GPU, "full"))
                .toList()));

        var turnedDown = status(1, Given.NOW).path("turnedDown");

        assertThat(turnedDown).hasSize(40);
        assertThat(turnedDown.get(0).path("cluster").asText()).isEqualTo("c0");
        assertThat(turnedDown.get(0).path("reason").asText()).isEqualTo("NoFreeGpu");
    }

    @Test
    void aTransitionTimeStandsWhileTheStatusDoes() {
        assignments = List.of(Given.assignment(IN_A, 2, 1));
        observed.put(IN_A, new MemberReport(1, 1, "", ""));
        before = status(2, Given.NOW).path("conditions");
        observed.put(IN_A, new MemberReport(2, 1, "", ""));

        var later = status(2, LATER);

        assertThat(condition(later, "Placed").path("lastTransitionTime").asText())
                .isEqualTo(Given.NOW.toString());
        assertThat(condition(later, "Available").path("lastTransitionTime").asText())
                .isEqualTo(LATER.toString());
    }

    @Test
    void equalInputsGiveAnEqualStatus() {
        assignments = List.of(Given.assignment(IN_A, 2, 1));
        observed.put(IN_A, new MemberReport(1, 1, "svc:8000", "pulling the image"));
        var first = status(2, Given.NOW);
        before = first.path("conditions");

        assertThat(status(2, LATER)).isEqualTo(first);
        assertThat(first.at("/placements/0/address").asText()).isEqualTo("svc:8000");
        assertThat(first.at("/placements/0/message").asText()).isEqualTo("pulling the image");
    }

    private JsonNode status(int replicas, Instant now) {
        var workload = WorkloadObject.of(
                Given.workload("u1", "llama", "{\"model\": {\"id\": \"m\"}, \"replicas\": %d}".formatted(replicas)));
        var status = Json.tree(WorkloadStatuses.of(new WorkloadStatuses.Inputs(
                workload, assignments, observed, report, Set.of(1L), outlook, scaling, before, now)));
        PauseConditions.add(status, before, 1, List.of(), now);
        assertFits(workload.tree(), status);
        return status;
    }

    /** The hub writes its statuses without a look at the schema: all that these tests make must fit as it is. */
    private static void assertFits(ObjectNode workload, ObjectNode status) {
        var object = workload.deepCopy();
        object.set("status", status);
        assertThat(Validation.validate(WORKLOADS.schema(), object, Optional.empty()))
                .isEmpty();
        var pruned = Pruning.prune(WORKLOADS.schema(), object);
        assertThat(pruned.unknownFields()).isEmpty();
        assertThat(Defaulting.applyDefaults(WORKLOADS.schema(), pruned.object()).path("status"))
                .isEqualTo(status);
    }

    private static Optional<WorkloadReport> report(CandidateReport... candidates) {
        return Optional.of(workloadReport(List.of(candidates)));
    }

    private static WorkloadReport workloadReport(List<CandidateReport> candidates) {
        return workloadReport(candidates, List.of());
    }

    private static WorkloadReport workloadReport(List<CandidateReport> candidates, List<Stay> stays) {
        return new WorkloadReport(
                new WorkloadUid("u1"),
                "team-a/llama",
                2,
                0,
                Money.ZERO,
                0,
                WaitingOn.NOTHING,
                "",
                candidates,
                stays,
                List.of());
    }

    private CandidateReport chosen(AssignmentKey key, @Nullable String price) {
        return new CandidateReport(
                key.cluster(),
                Optional.of(key.shape()),
                Optional.of(key.tier()),
                1,
                Reason.CHOSEN,
                "",
                Optional.ofNullable(price).map(Money::parse),
                Optional.empty(),
                egress);
    }

    private static CandidateReport turnedDown(String cluster, Reason reason, String detail) {
        return new CandidateReport(
                new ClusterId(cluster),
                Optional.empty(),
                Optional.empty(),
                0,
                reason,
                detail,
                Optional.empty(),
                Optional.empty(),
                Egress.NONE);
    }

    private static JsonNode condition(JsonNode status, String type) {
        for (var condition : status.path("conditions")) {
            if (condition.path("type").asText().equals(type)) {
                return condition;
            }
        }
        throw new AssertionError("no condition " + type);
    }
}
