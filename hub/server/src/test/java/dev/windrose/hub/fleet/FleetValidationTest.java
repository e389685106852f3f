package dev.windrose.hub.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.api.Names;
import dev.windrose.kubeapi.resource.ResourceDescriptor;
import dev.windrose.kubeapi.schema.GoldenCases;
import dev.windrose.kubeapi.store.ResourceName;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Sound and unsound objects of our kinds: the hub says of them what a real API server with our definitions says. */
class FleetValidationTest {
    static final List<String> KINDS = List.of(
            "inferenceworkloads",
            "memberclusters",
            "jointokens",
            "pricesources",
            "budgets",
            "fleets",
            "apitokens",
            "approvals",
            "roles",
            "rolebindings");

    static GoldenCases cases(String plural) {
        return new GoldenCases(Path.of("src/test/resources/validation", plural + ".yaml"));
    }

    @Test
    void everyKindThatSomebodyWritesHasCases() {
        var written = ServedKinds.all().stream()
                .filter(kind -> kind.group().equals(Names.GROUP))
                .filter(kind -> kind.verbs().contains("create"))
                .map(ResourceDescriptor::plural);

        assertThat(written).containsExactlyInAnyOrderElementsOf(KINDS);
    }

    @TestFactory
    Stream<DynamicTest> refusesInTheWordsOfTheRealServer() {
        return KINDS.stream().flatMap(plural -> {
            var kind = ServedKinds.of(new ResourceName(Names.GROUP, plural));
            return StreamSupport.stream(cases(plural).all().spliterator(), false)
                    .map(one -> DynamicTest.dynamicTest(
                            plural + ": " + one.path("name").asText(), () -> {
                                var object = GoldenCases.served(kind.schema(), one.get("object"));
                                var faults = kind.faults(object, GoldenCases.old(kind.schema(), one));
                                assertThat(GoldenCases.told(faults)).isEqualTo(GoldenCases.expected(one));
                            }));
        });
    }
}
