package dev.windrose.hub.placement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.hub.Given;
import dev.windrose.protocol.Generation;
import dev.windrose.protocol.ObjectKey;
import dev.windrose.protocol.WorkloadStatus;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When ready replicas count as those of the assignment's generation. */
class MemberReportTest {
    private static final Generation SINCE = new Generation(1, 5);

    @ParameterizedTest
    @CsvSource({
        // desired, updated, observed n | generation
        "2, 2, 5, 3",
        "2, 2, 9, 3",
        "2, 3, 5, 3",
        "1, 2, 5, 0",
        "3, 3, 5, 0",
        "2, 1, 5, 0",
        "2, 2, 4, 0"
    })
    void onlyASettledReportSpeaksOfTheGeneration(int desired, int updated, long observed, long generation) {
        var report = report(desired, updated, observed, Optional.empty());

        assertThat(report.generation()).isEqualTo(generation);
        assertThat(report.ready()).isEqualTo(2);
    }

    @Test
    void whatTheMemberRefusedIsNotSettledAndSaysWhy() {
        var report = report(2, 2, 5, Optional.of("quota exceeded"));

        assertThat(report.generation()).isZero();
        assertThat(report.message()).isEqualTo("quota exceeded");
    }

    @Test
    void whatAMembersAutoscalerSetsIsSettledWhateverWasPlanned() {
        var assignment = Given.assignment(Given.key("u1", "a", "L4", 1), 4, 3);
        var status = new WorkloadStatus(
                new ObjectKey("k"),
                "u1",
                new Generation(1, 5),
                new WorkloadStatus.Replicas(2, 2, 2),
                new WorkloadStatus.Endpoints("svc:8000", List.of()),
                false,
                "",
                "chat-hpa",
                Optional.empty());

        var report = MemberReport.of(status, Optional.empty(), assignment, SINCE);

        assertThat(report.generation()).isEqualTo(3);
        assertThat(report.counted(assignment)).as("for the plan").isEqualTo(4);
        assertThat(report.asItIs(assignment).replicas()).as("for people").isEqualTo(2);
        assertThat(new MemberReport(1, 3, "", "", "chat-hpa", 2).counted(assignment))
                .isEqualTo(1);
    }

    private static MemberReport report(int desired, int updated, long observed, Optional<String> refusal) {
        var status = new WorkloadStatus(
                new ObjectKey("k"),
                "u1",
                new Generation(1, observed),
                new WorkloadStatus.Replicas(desired, 2, updated),
                new WorkloadStatus.Endpoints("svc:8000", List.of()),
                false,
                "pulling");
        return MemberReport.of(status, refusal, Given.assignment(Given.key("u1", "a", "L4", 1), 2, 3), SINCE);
    }
}
