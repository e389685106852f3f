package dev.windrose.hub.placement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.hub.Given;
import dev.windrose.hub.fleet.FleetKinds;
import dev.windrose.hub.fleet.Json;
import dev.windrose.hub.fleet.ServedKinds;
import dev.windrose.kubeapi.access.Caller;
import dev.windrose.kubeapi.resource.Admission;
import dev.windrose.kubeapi.resource.ResourceDescriptor;
import dev.windrose.placement.fit.Knowledge;
import dev.windrose.testing.Generator;
import dev.windrose.testing.Seeded;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** Whatever the API takes has a form for the planner: nobody's workload is held for a reason they were never told. */
class AdmittedSpecsPropertyTest {
    private static final ResourceDescriptor WORKLOADS = ServedKinds.of(FleetKinds.WORKLOADS);
    private static final Caller CALLER = new Caller("somebody", List.of());

    private static final List<String> NAMES = List.of(
            "eu-1", "a", "Not_A_Name", "", "a.b", "x".repeat(63), "x".repeat(64), "unknown", "H100", "A100-80GB.x-");
    private static final List<String> PERCENTS = List.of("0%", "1%", "60%", "100%", "101%", "5");
    private static final List<String> AMOUNTS =
            List.of("0", "120", "0.000001", "99999.999999", "999999999.999999", "1e3", "");
    private static final List<String> OPERATORS = List.of("In", "NotIn", "Exists", "DoesNotExist", "Has");
    private static final List<String> TIERS = List.of("spot", "reserved", "on-demand", "cheap");

    @Test
    void whatIsAdmittedPlans() {
        var admitted = new AtomicInteger();
        Seeded.forAll(4_000, Generator.of(AdmittedSpecsPropertyTest::spec), spec -> {
            var object = Given.workload("u1", "llama", spec.toString());
            if (isAdmitted(object)) {
                admitted.incrementAndGet();
                assertThatCode(() -> Demands.of(WorkloadObject.of(object), Optional.empty(), Knowledge.NONE))
                        .doesNotThrowAnyException();
            }
        });
        assertThat(admitted).hasValueGreaterThan(200);
    }

    private static boolean isAdmitted(ObjectNode object) {
        return WORKLOADS.faults(object, Optional.empty()).isEmpty()
                && WORKLOADS
                        .admission()
                        .admit(new Admission.Request(Admission.Operation.CREATE, CALLER, "", null, object))
                        .equals(Admission.ADMITTED);
    }

    private static ObjectNode spec(RandomGenerator random) {
        var spec = Json.MAPPER.createObjectNode();
        spec.putObject("model").put("id", "acme/m");
        spec.put("replicas", random.nextInt(-1, 4));
        if (random.nextInt(3) == 0) {
            var gpu = spec.putObject("gpu");
            gpu.put("count", random.nextInt(0, 70));
            gpu.putArray("anyOf").addObject().put("product", one(random, NAMES));
        }
        var placement = spec.putObject("placement");
        switch (random.nextInt(9)) {
            case 0 -> placement.putArray("clusters").add(one(random, NAMES));
            case 1 ->
                placement
                        .putObject("spread")
                        .put("minRegions", random.nextInt(0, 3))
                        .put("maxPerCluster", one(random, PERCENTS));
            case 2 -> placement.put("maxHourlyCost", one(random, AMOUNTS));
            case 3 -> {
                var expression = placement
                        .putObject("clusterSelector")
                        .putArray("matchExpressions")
                        .addObject();
                expression.put("key", one(random, NAMES)).put("operator", one(random, OPERATORS));
                if (random.nextBoolean()) {
                    expression.putArray("values").add("v");
                }
            }
            case 6 -> {
                var latency = placement.putObject("latency").put("maxMillis", random.nextInt(-1, 90));
                var near = latency.putArray("near");
                for (int i = random.nextInt(3); i > 0; i--) {
                    near.addObject().put("region", one(random, NAMES)).put("weight", random.nextInt(0, 1002));
                }
            }
            case 4 -> {
                var toleration = placement.putArray("tolerations").addObject().put("key", one(random, NAMES));
                if (random.nextBoolean()) {
                    toleration.put("value", one(random, NAMES));
                }
            }
            case 7 -> placement.putObject("egress").put("gibPerHour", one(random, AMOUNTS));
            case 5 ->
                placement
                        .putObject("regions")
                        .putArray("allow")
                        .add(one(random, List.of("*", "eu-*", "[", "", "**", "eu?")));
            default -> {
                placement.putArray("tiers").add(one(random, TIERS)).add(one(random, TIERS));
                placement.put("maxSpotShare", one(random, PERCENTS));
            }
        }
        return spec;
    }

    private static <T> T one(RandomGenerator random, List<T> values) {
        return values.get(random.nextInt(values.size()));
    }
}
