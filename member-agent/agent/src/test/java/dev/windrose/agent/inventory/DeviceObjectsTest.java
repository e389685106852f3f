package dev.windrose.agent.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.windrose.placement.dra.Reach;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Objects after k8s.io/api resource/v1 types.go; that a real API server takes them is tested where one runs. */
class DeviceObjectsTest {
    private static final String SLICE = """
            {"metadata": {"name": "s1"}, "spec": {"driver": "gpu.nvidia.com",
              "pool": {"name": "n1", "generation": 7, "resourceSliceCount": 2}, %s,
              "partitionTypeAttribute": "type",
              "devices": [{"name": "gpu-0",
                "attributes": {"type": {"string": "gpu"}, "gpu.nvidia.com/uuid": {"string": "GPU-1"},
                               "resource.kubernetes.io/pcieRoot": {"string": "pci0000:00"}, "index": {"int": 3},
                               "driverVersion": {"version": "570.1.0"}},
                "capacity": {"memory": {"value": "80Gi",
                  "requestPolicy": {"default": "10Gi", "validRange": {"min": "5Gi", "step": "5Gi"}}}},
                "consumesCounters": [{"counterSet": "set", "counters": {"memory-slice-0": {"value": "1"}}}],
                "taints": [{"key": "ill", "effect": "NoSchedule", "timeAdded": "2026-01-01T00:00:00Z"}],
                "allowMultipleAllocations": true, "bindsToNode": true, "bindingConditions": ["Attached"],
                "nodeAllocatableResources": {"cpu": {}}}],
              "sharedCounters": [{"name": "set", "counters": {"memory-slice-0": {"value": "1"}}}]}}""";

    private static JsonNode json(String text) {
        try {
            return new ObjectMapper().readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    @Test
    void readsASliceAndIgnoresWhatItDoesNotKnow() {
        var slice = DeviceObjects.slice(json(SLICE.formatted("\"nodeName\": \"n1\"")));

        assertThat(slice.riddles()).isEmpty();
        assertThat(slice.reach()).isEqualTo(new Reach.Node("n1"));
        assertThat(slice.generation()).isEqualTo(7);
        assertThat(slice.sliceCount()).isEqualTo(2);
        assertThat(slice.counterSets()).isEqualTo(Map.of("set", Map.of("memory-slice-0", BigDecimal.ONE)));
        var device = slice.devices().getFirst();
        assertThat(device.attributes())
                .containsEntry("type", "gpu")
                .containsEntry("uuid", "GPU-1")
                .containsEntry("index", "3")
                .containsEntry("resource.kubernetes.io/pcieRoot", "pci0000:00");
        assertThat(device.shareable()).isTrue();
        assertThat(device.taints()).hasSize(1);
        assertThat(device.reach()).isEqualTo(new Reach.PerDevice());
        assertThat(device.capacities().get("memory").policy().min()).contains(BigDecimal.valueOf(5L << 30));
        assertThat(device.riddles()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"nodeName\": \"n1\", \"allNodes\": true",
                "\"someNewSelection\": {}",
                "\"nodeSelector\": {\"nodeSelectorTerms\": [{\"matchExpressions\": [{\"key\": \"a\", \"operator\": \"Like\"}]}]}"
            })
    void aWayToReachDevicesThatIsNotKnownIsARiddle(String selection) {
        assertThat(DeviceObjects.slice(json(SLICE.formatted(selection))).riddles())
                .hasSize(1);
    }

    @Test
    void aFalseSwitchIsNoSelection() {
        var slice = DeviceObjects.slice(json(SLICE.formatted("\"allNodes\": false, \"perDeviceNodeSelection\": true")));

        assertThat(slice.reach()).isEqualTo(new Reach.PerDevice());
    }

    @Test
    void whatLimitsADeviceAndDoesNotReadIsARiddle() {
        var odd = SLICE.formatted("\"nodeName\": \"n1\"")
                .replace("{\"value\": \"80Gi\"", "{\"value\": \"lots\"")
                .replace(
                        "{\"memory-slice-0\": {\"value\": \"1\"}}}],\n    \"taints\"",
                        "{\"x\": {}}}],\n    \"taints\"");

        assertThat(DeviceObjects.slice(json(odd)).devices().getFirst().riddles())
                .anyMatch(riddle -> riddle.contains("memory"));
    }

    @Test
    void aRequestPolicyOfANewKindIsARiddle() {
        var odd = SLICE.formatted("\"nodeName\": \"n1\"").replace("\"validRange\"", "\"validMoons\"");

        assertThat(DeviceObjects.slice(json(odd)).devices().getFirst().riddles())
                .singleElement()
                .asString()
                .contains("validMoons");
    }

    @Test
    void readsWhatAClaimHoldsAndForWhom() {
        var claim = Objects.requireNonNull(DeviceObjects.claim(json("""
                {"metadata": {"name": "c", "namespace": "ns",
                              "annotations": {"resource.kubernetes.io/extended-resource-claim": "true"}},
                 "status": {"allocation": {"devices": {"results": [
                     {"request": "r", "driver": "gpu.nvidia.com", "pool": "n1", "device": "gpu-0", "shareID": "x",
                      "consumedCapacity": {"gpu.nvidia.com/memory": "5Gi"}},
                     {"request": "m", "driver": "gpu.nvidia.com", "pool": "n1", "device": "gpu-1", "adminAccess": true}]}},
                   "reservedFor": [{"resource": "pods", "name": "p", "uid": "u"},
                                   {"apiGroup": "x", "resource": "jobs", "name": "j", "uid": "v"}]}}""")));

        assertThat(claim.forExtendedResource()).isTrue();
        assertThat(claim.pods()).containsExactly("p");
        assertThat(claim.holdings().getFirst().consumed()).isEqualTo(Map.of("memory", BigDecimal.valueOf(5L << 30)));
        assertThat(claim.holdings()).extracting(h -> h.adminAccess()).containsExactly(false, true);
    }

    @Test
    void aClaimThatHoldsNothingIsNotKept() {
        assertThat(DeviceObjects.claim(json("{\"metadata\": {\"name\": \"c\"}, \"spec\": {}}")))
                .isNull();
    }

    @Test
    void onlyClassesThatNameAnExtendedResourceAreKept() {
        assertThat(DeviceObjects.deviceClass(json("{\"metadata\": {\"name\": \"c\"}, \"spec\": {}}")))
                .isNull();
        assertThat(Objects.requireNonNull(DeviceObjects.deviceClass(json("""
                        {"metadata": {"name": "c"}, "spec": {"extendedResourceName": "nvidia.com/gpu",
                          "selectors": [{"cel": {"expression": "device.driver == 'gpu.nvidia.com'"}}]}}"""))).selectors())
                .containsExactly("device.driver == 'gpu.nvidia.com'");
    }

    @Test
    void aTaintRuleSaysWhetherItSelectsAtAllAndByWhat() {
        var none = DeviceObjects.taintRule(json("{\"spec\": {\"taint\": {\"effect\": \"NoExecute\"}}}"));
        var all = DeviceObjects.taintRule(json("{\"spec\": {\"deviceSelector\": {}}}"));
        var cel = DeviceObjects.taintRule(
                json("{\"spec\": {\"deviceSelector\": {\"driver\": \"d\", \"selectors\": [{\"cel\": {}}]}}}"));

        assertThat(none.selects()).isFalse();
        assertThat(all.selects()).isTrue();
        assertThat(all.riddle()).isFalse();
        assertThat(cel.riddle()).isTrue();
        assertThat(cel.driver()).isEqualTo(Optional.of("d"));
    }
}
