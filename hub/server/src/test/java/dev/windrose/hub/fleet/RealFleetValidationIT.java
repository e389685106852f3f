package dev.windrose.hub.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.kubeapi.schema.GoldenCases;
import dev.windrose.kubeapi.schema.RealAnswers;
import dev.windrose.testing.KubeApiServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A real API server takes deploy/crds as it is, and says what the golden files say ({@code -Dgolden.update} writes them). */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RealFleetValidationIT {
    private static final Path CRDS = Path.of("../../deploy/crds");

    private KubeApiServer server;
    private RealAnswers real;

    @BeforeAll
    void start() {
        KubeApiServer.unavailable().ifPresent(why -> Assumptions.assumeTrue(false, why));
        server = KubeApiServer.start();
        real = new RealAnswers(server);
    }

    @AfterAll
    void stop() {
        if (server != null) {
            real.close();
            server.close();
        }
    }

    static java.util.List<String> kinds() {
        return FleetValidationTest.KINDS;
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void saysWhatTheFileSays(String plural) {
        var answers = real.of(
                GoldenCases.read(CRDS.resolve(plural + ".yaml")),
                FleetValidationTest.cases(plural).all());

        if (System.getProperty("golden.update") != null) {
            FleetValidationTest.cases(plural).write(answers);
        }
        assertThat(answers)
                .isEqualTo(FleetValidationTest.cases(plural)
                        .all()
                        .valueStream()
                        .map(GoldenCases::expected)
                        .toList());
    }

    @Test
    void takesEveryDefinitionWithoutAWarning() throws IOException {
        try (var files = Files.list(CRDS)) {
            for (var file : files.filter(f -> f.toString().endsWith(".yaml")).toList()) {
                var answer = real.define(GoldenCases.read(file));

                assertThat(answer.code()).as("%s: %s", file, answer.body()).isBetween(200, 201);
                assertThat(answer.warnings()).as(file.toString()).isEmpty();
            }
        }
    }
}
