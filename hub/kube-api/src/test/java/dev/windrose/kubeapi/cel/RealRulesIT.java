package dev.windrose.kubeapi.cel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.kubeapi.schema.GoldenCases;
import dev.windrose.kubeapi.schema.RealAnswers;
import dev.windrose.testing.KubeApiServer;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** The truth behind {@link GoldenRulesTest}; {@code -Dgolden.update} writes it down. */
class RealRulesIT {
    @Test
    void theRealServerSaysWhatTheFileSays() {
        KubeApiServer.unavailable().ifPresent(why -> Assumptions.assumeTrue(false, why));
        try (var server = KubeApiServer.start();
                var real = new RealAnswers(server)) {
            var answers = real.of(GoldenRulesTest.CRD, GoldenRulesTest.CASES.all());

            if (System.getProperty("golden.update") != null) {
                GoldenRulesTest.CASES.write(answers);
            }
            assertThat(answers)
                    .isEqualTo(GoldenRulesTest.CASES
                            .all()
                            .valueStream()
                            .map(GoldenCases::expected)
                            .toList());
        }
    }
}
