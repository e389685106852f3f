package dev.windrose.kubeapi.cel;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.kubeapi.resource.ResourceDescriptor;
import dev.windrose.kubeapi.schema.GoldenCases;
import java.nio.file.Path;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Rules of every sort, each broken: we say what the real server said (RealRulesIT wrote it down). */
class GoldenRulesTest {
    static final Path FOLDER = Path.of("src/test/resources/rules");
    static final JsonNode CRD = GoldenCases.read(FOLDER.resolve("crd.yaml"));
    static final GoldenCases CASES = new GoldenCases(FOLDER.resolve("cases.yaml"));

    private static final ResourceDescriptor GAUGES = ResourceDescriptor.custom(
                    "test.windrose.dev", "v1", "Gauge", "gauges", (ObjectNode)
                            CRD.at("/spec/versions/0/schema/openAPIV3Schema"))
            .build();

    @TestFactory
    Stream<DynamicTest> refusesInTheWordsOfTheRealServer() {
        var cases = CASES.all();
        assertThat(cases).hasSizeGreaterThan(70);
        return StreamSupport.stream(cases.spliterator(), false)
                .map(one -> DynamicTest.dynamicTest(one.path("name").asText(), () -> {
                    var object = GoldenCases.served(GAUGES.schema(), one.get("object"));
                    var faults = GAUGES.faults(object, GoldenCases.old(GAUGES.schema(), one));
                    assertThat(GoldenCases.told(faults)).isEqualTo(GoldenCases.expected(one));
                }));
    }
}
