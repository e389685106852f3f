package dev.windrose.hub.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.kubeapi.access.Caller;
import dev.windrose.kubeapi.resource.Admission;
import dev.windrose.kubeapi.resource.Admission.Operation;
import dev.windrose.kubeapi.resource.Admission.Request;
import dev.windrose.kubeapi.resource.Admission.Verdict;
import dev.windrose.kubeapi.status.Cause;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PauseAdmissionTest {
    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00.7Z");
    private static final Caller ANN = new Caller("ann", List.of());
    private static final Caller BOB = new Caller("bob", List.of());
    private static final String SIGNED_BY_ANN =
            "{\"reason\":\"a look\",\"by\":\"ann\",\"since\":\"2026-02-01T00:00:00Z\"}";

    @Test
    void theServerSignsWhateverTheBodySays() {
        assertThat(pauseAfter(
                        null, "{\"reason\":\"a look\",\"by\":\"the boss\",\"since\":\"1999-01-01T00:00:00Z\"}", ANN))
                .isEqualTo(Json.parse("{\"reason\":\"a look\",\"by\":\"ann\",\"since\":\"2026-03-01T10:00:00Z\"}"));
    }

    @Test
    void whoeverWritesTheObjectAgainDoesNotTakeThePauseOver() {
        assertThat(pauseAfter(SIGNED_BY_ANN, "{\"reason\":\"a look\"}", BOB)).isEqualTo(Json.parse(SIGNED_BY_ANN));
        assertThat(pauseAfter(SIGNED_BY_ANN, "{\"reason\":\"a look\",\"by\":\"bob\"}", BOB))
                .isEqualTo(Json.parse(SIGNED_BY_ANN));
    }

    @Test
    void anotherReasonIsSignedByWhoGivesItAndThePauseGoesOn() {
        assertThat(pauseAfter(SIGNED_BY_ANN, "{\"reason\":\"longer\"}", BOB))
                .isEqualTo(Json.parse("{\"reason\":\"longer\",\"by\":\"bob\",\"since\":\"2026-02-01T00:00:00Z\"}"));
    }

    @Test
    void aSignatureWithoutItsReasonIsAResumption() {
        assertThat(pauseAfter(SIGNED_BY_ANN, "{\"by\":\"ann\",\"since\":\"2026-02-01T00:00:00Z\"}", ANN)
                        .isMissingNode())
                .isTrue();
    }

    /** The schema refuses it: a pause says why. */
    @Test
    void aPauseWithoutReasonIsLeftForTheSchemaToRefuse() {
        assertThat(pauseAfter(null, "{}", ANN)).isEqualTo(Json.parse("{}"));
        assertThat(pauseAfter(SIGNED_BY_ANN, "{}", ANN)).isEqualTo(Json.parse("{}"));
    }

    @Test
    void theKindsOwnRulesSeeWhatWillBeStored() {
        Admission refuses = request -> request.after() == null
                        || !request.after().at("/spec/pause/by").asText().equals("ann")
                ? Admission.ADMITTED
                : new Verdict.Invalid(List.of(Cause.invalid("spec", "x", "no")));
        var admission = new PauseAdmission(InstantSource.fixed(NOW), refuses);

        var verdict = admission.admit(new Request(Operation.CREATE, ANN, "", null, object("{\"reason\":\"a look\"}")));

        assertThat(verdict).isInstanceOf(Verdict.Invalid.class);
    }

    @Test
    void theFleetIsOneAndStays() {
        var admission = new FleetAdmission();
        var other = object("{\"reason\":\"x\"}");

        assertThat(admission.admit(new Request(Operation.CREATE, ANN, "", null, other)))
                .isInstanceOf(Verdict.Invalid.class);
        assertThat(admission.admit(new Request(Operation.DELETE, ANN, "", other, null)))
                .isInstanceOf(Verdict.Forbidden.class);
    }

    private static JsonNode pauseAfter(@Nullable String before, String given, Caller caller) {
        var after = object(given);
        var admission = new PauseAdmission(InstantSource.fixed(NOW), Admission.NONE);
        var verdict = admission.admit(new Request(
                before == null ? Operation.CREATE : Operation.UPDATE,
                caller,
                "",
                before == null ? null : object(before),
                after));
        assertThat(after).isEqualTo(object(given));
        return (verdict instanceof Verdict.Changed changed ? changed.object() : after).at("/spec/pause");
    }

    private static ObjectNode object(String pause) {
        var object = Json.MAPPER.createObjectNode();
        object.putObject("metadata").put("name", "x");
        object.putObject("spec").set("pause", Json.parse(pause));
        return object;
    }
}
