package dev.windrose.hub.pause;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.hub.Given;
import dev.windrose.hub.fleet.Json;
import dev.windrose.hub.pause.Pauses.Held;
import dev.windrose.hub.pause.Pauses.Scope;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class PauseConditionsTest {
    private static final Held FLEET = new Held(Scope.FLEET, "", "fleet", "ann", "2026-03-01T09:00:00Z", "a look");
    private static final Held CLUSTER = new Held(Scope.CLUSTER, "", "eu-a", "bob", "2026-03-01T09:30:00Z", "new racks");

    @Test
    void saysWhoSinceWhenAndWhyOfAllThatHold() {
        var condition = condition(List.of(FLEET, CLUSTER), "[]", Given.NOW);

        assertThat(condition).isEqualTo(Json.parse("""
                        {"type": "Paused", "status": "True", "reason": "FleetPaused", "observedGeneration": 3,
                         "lastTransitionTime": "2026-03-01T10:00:00Z",
                         "message": "the fleet is paused by ann since 2026-03-01T09:00:00Z: a look; cluster eu-a is paused by bob since 2026-03-01T09:30:00Z: new racks"}"""));
    }

    @Test
    void keepsTheTimeWhileNothingTurns() {
        var paused = Json.MAPPER.createArrayNode().add(condition(List.of(FLEET), "[]", Given.NOW));
        var later = Given.NOW.plusSeconds(60);

        assertThat(condition(List.of(CLUSTER), paused.toString(), later)
                        .path("lastTransitionTime")
                        .asText())
                .isEqualTo(Given.NOW.toString());
        assertThat(condition(List.of(), paused.toString(), later)
                        .path("lastTransitionTime")
                        .asText())
                .isEqualTo(later.toString());
        assertThat(condition(List.of(), paused.toString(), later).path("reason").asText())
                .isEqualTo("NotPaused");
    }

    private static com.fasterxml.jackson.databind.JsonNode condition(List<Held> pauses, String before, Instant now) {
        var status = PauseConditions.add(Json.MAPPER.createObjectNode(), Json.parse(before), 3, pauses, now);
        return Json.parse(status.at("/conditions/0").toString());
    }
}
