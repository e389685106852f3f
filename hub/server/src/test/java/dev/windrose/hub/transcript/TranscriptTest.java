package dev.windrose.hub.transcript;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The transcripts as text: what they must hold and what they must not. */
class TranscriptTest {
    private static final int FEWEST_COMMANDS = 110;

    static List<String> chapters() {
        return Chapters.names();
    }

    private static Stream<Step> steps() {
        return Chapters.names().stream().map(Chapters::text).flatMap(text -> Transcript.parse(text).steps().stream());
    }

    @ParameterizedTest
    @MethodSource("chapters")
    void everyChapterReadsAsItIsWritten(String chapter) {
        String text = Chapters.text(chapter);

        assertThat(Transcript.parse(text).render()).isEqualTo(text);
    }

    @Test
    void playsAsManyCommandsAsPromised() {
        assertThat(steps().filter(step -> step.script().contains("kubectl ")))
                .hasSizeGreaterThanOrEqualTo(FEWEST_COMMANDS);
    }

    @Test
    void everyDifferenceHasItsReasonAndEveryReasonADifference() {
        var used = steps().map(Step::hub)
                .flatMap(Optional::stream)
                .flatMap(difference -> difference.ids().stream())
                .distinct();

        assertThat(Chapters.listedDifferences())
                .doesNotHaveDuplicates()
                .containsExactlyInAnyOrderElementsOf(used.toList());
    }

    @Test
    void noDifferenceIsNone() {
        assertThat(steps().filter(step -> step.hub().isPresent()))
                .allSatisfy(step -> assertThat(step.wantedOfHub()).isNotEqualTo(step.answer()));
    }

    @Test
    void aDifferenceThatIsNoMoreDoesNotStayInTheChapter() {
        var answer = new Answer(List.of("one"), List.of(), 0);
        var other = new Answer(List.of("two"), List.of(), 0);
        var differs = new Step(
                List.of("kubectl get iw"), answer, Optional.of(new Step.Difference(List.of("own-words"), other)));

        assertThat(Playback.onHub(differs, answer).hub()).isEmpty();
        assertThat(Playback.onHub(differs, other)).isEqualTo(differs);
        assertThat(Playback.onHub(new Step(differs.command(), answer, Optional.empty()), other)
                        .hub())
                .hasValueSatisfying(difference -> assertThat(difference.ids()).containsExactly(Playback.UNEXPLAINED));
    }

    @Test
    void takesOutputErrorsAndExitCodeApart() {
        var steps = Transcript.parse("""
                # Title

                  $ kubectl get iw
                  > --all
                  one

                  two
                  ! no
                  [1]
                  ~ some-reason, another
                  three

                Prose.
                """).steps();

        assertThat(steps)
                .containsExactly(new Step(
                        List.of("kubectl get iw", "--all"),
                        new Answer(List.of("one", "", "two"), List.of("no"), 1),
                        Optional.of(new Step.Difference(
                                List.of("some-reason", "another"), new Answer(List.of("three"), List.of(), 0)))));
    }

    @Test
    void redactsWhatChangesFromRunToRunAndNothingElse() {
        var redaction = new Redaction("https://127.0.0.1:4711");

        assertThat(redaction.of("""
                NAME   AGE
                tiny   3m12s
                after: 15s
                LAST SEEN   TYPE
                12s         Normal
                resourceVersion: "17"
                uid: 0b8f9d0e-6f0c-4c39-9d3c-1f3f6f0d2a11
                creationTimestamp: "2026-01-02T03:04:05Z"
                https://127.0.0.1:4711/api
                """)).isEqualTo("""
                NAME   AGE
                tiny   <age>
                after: 15s
                LAST SEEN   TYPE
                <age>   Normal
                resourceVersion: <version>
                uid: <uid>
                creationTimestamp: "<time>"
                <server>/api
                """);
    }
}
