package dev.windrose.hub.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.hub.Given;
import dev.windrose.kubeapi.access.Caller;
import dev.windrose.kubeapi.resource.Admission;
import dev.windrose.kubeapi.resource.Admission.Verdict;
import dev.windrose.kubeapi.status.Cause;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WorkloadAdmissionTest {
    private static final Caller CALLER = new Caller("somebody", List.of());
    private static final String SOUND = "\"model\": {\"id\": \"m\"}";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\"engine\": {\"type\": \"vllm\"}",
                "\"engine\": {}",
                "\"engine\": {\"type\": \"custom\", \"image\": \"x/y:1\"}",
                "\"placement\": {\"tiers\": [\"spot\"], \"maxSpotShare\": \"50%\"}",
                "\"placement\": {\"clusters\": [\"eu-1\"]}",
                "\"placement\": {\"clusterSelector\": {\"matchExpressions\": [{\"key\": \"a\", \"operator\": \"Exists\"}]}}",
                "\"placement\": {\"clusterSelector\": {\"matchExpressions\": [{\"key\": \"a\", \"operator\": \"NotIn\", \"values\": [\"b\"]}]}}"
            })
    void admits(String spec) {
        assertThat(admit("llama", spec)).isEqualTo(Admission.ADMITTED);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"engine\": {\"type\": \"trtllm\"}                     | spec.engine.image",
                "\"engine\": {\"type\": \"llamacpp\", \"image\": \" \"} | spec.engine.image",
                "\"engine\": {\"type\": \"custom\"}                     | spec.engine.image",
                "\"placement\": {\"maxSpotShare\": \"50%\"}             | spec.placement.maxSpotShare",
                "\"placement\": {\"tiers\": [\"reserved\"], \"maxSpotShare\": \"0%\"} | spec.placement.maxSpotShare",
                "\"placement\": {\"clusters\": [\"ok\", \"No.Dots\"]}   | spec.placement.clusters[1]",
                "\"gpu\": {\"anyOf\": [{\"product\": \"unknown\"}]}     | spec.gpu.anyOf[0].product",
                "\"placement\": {\"clusterSelector\": {\"matchExpressions\": [{\"key\": \"a\", \"operator\": \"Has\"}]}} | spec.placement.clusterSelector.matchExpressions[0].operator",
                "\"placement\": {\"clusterSelector\": {\"matchExpressions\": [{\"key\": \"a\", \"operator\": \"In\"}]}} | spec.placement.clusterSelector.matchExpressions[0].values",
                "\"placement\": {\"clusterSelector\": {\"matchExpressions\": [{\"key\": \"a\", \"operator\": \"Exists\", \"values\": [\"b\"]}]}} | spec.placement.clusterSelector.matchExpressions[0].values",
                "\"placement\": {\"clusterSelector\": {\"matchExpressions\": [{\"operator\": \"Exists\"}]}} | spec.placement.clusterSelector.matchExpressions[0].key"
            })
    void refusesAndNamesTheField(String spec, String field) {
        assertThat(admit("llama", spec))
                .isInstanceOfSatisfying(
                        Verdict.Invalid.class,
                        invalid -> assertThat(invalid.causes())
                                .extracting(Cause::field)
                                .containsExactly(field));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.b", "9lives", "Upper", "ends-", "-starts"})
    void refusesANameThatIsNoServicesName(String name) {
        assertThat(admit(name, "")).isInstanceOf(Verdict.Invalid.class);
    }

    @Test
    void refusesANameThatIsTooLongForAService() {
        assertThat(admit("a".repeat(63), "")).isEqualTo(Admission.ADMITTED);
        assertThat(admit("a".repeat(64), "")).isInstanceOf(Verdict.Invalid.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"kube-system", "kube-public", "windrose-system"})
    void keepsOutOfNamespacesOfTheSystem(String namespace) {
        var object = workload("llama", "");
        ((ObjectNode) object.get("metadata")).put("namespace", namespace);

        assertThat(admit(object, "")).isInstanceOf(Verdict.Invalid.class);
    }

    @Test
    void tellsEveryFaultAtOnce() {
        assertThat(admit("a.b", "\"engine\": {\"type\": \"custom\"}, \"placement\": {\"maxSpotShare\": \"5%\"}"))
                .isInstanceOfSatisfying(
                        Verdict.Invalid.class,
                        invalid -> assertThat(invalid.causes()).hasSize(3));
    }

    @Test
    void leavesDeletionsAndStatusAlone() {
        assertThat(new WorkloadAdmission()
                        .admit(new Admission.Request(
                                Admission.Operation.DELETE, CALLER, "", workload("a.b", ""), null)))
                .isEqualTo(Admission.ADMITTED);
        assertThat(admit(workload("a.b", ""), "status")).isEqualTo(Admission.ADMITTED);
    }

    private static Verdict admit(String name, String spec) {
        return admit(workload(name, spec), "");
    }

    private static Verdict admit(ObjectNode object, String subresource) {
        return new WorkloadAdmission()
                .admit(new Admission.Request(Admission.Operation.CREATE, CALLER, subresource, null, object));
    }

    private static ObjectNode workload(String name, String spec) {
        return Given.workload("u1", name, "{" + SOUND + (spec.isEmpty() ? "" : ", " + spec) + "}");
    }
}
