package dev.windrose.hub.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.hub.Given;
import dev.windrose.kubeapi.access.Caller;
import dev.windrose.kubeapi.resource.Admission;
import dev.windrose.kubeapi.resource.Admission.Verdict;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WorkloadAdmissionTest {
    private static final Caller CALLER = new Caller("somebody", List.of());
    private static final String SOUND = "\"model\": {\"id\": \"m\"}";

    @ParameterizedTest
    @ValueSource(strings = {"kube-system", "kube-public", "windrose-system"})
    void keepsOutOfNamespacesOfTheSystem(String namespace) {
        var object = workload("llama", "");
        ((ObjectNode) object.get("metadata")).put("namespace", namespace);

        assertThat(admit(object, "")).isInstanceOf(Verdict.Invalid.class);
    }

    @Test
    void admitsElsewhere() {
        assertThat(admit(workload("llama", ""), "")).isEqualTo(Admission.ADMITTED);
    }

    @Test
    void leavesDeletionsAndStatusAlone() {
        var object = workload("llama", "");
        ((ObjectNode) object.get("metadata")).put("namespace", "kube-system");
        assertThat(new WorkloadAdmission()
                        .admit(new Admission.Request(Admission.Operation.DELETE, CALLER, "", object, null)))
                .isEqualTo(Admission.ADMITTED);
        assertThat(admit(object, "status")).isEqualTo(Admission.ADMITTED);
    }

    private static Verdict admit(ObjectNode object, String subresource) {
        return new WorkloadAdmission()
                .admit(new Admission.Request(Admission.Operation.CREATE, CALLER, subresource, null, object));
    }

    private static ObjectNode workload(String name, String spec) {
        return Given.workload("u1", name, "{" + SOUND + (spec.isEmpty() ? "" : ", " + spec) + "}");
    }
}
