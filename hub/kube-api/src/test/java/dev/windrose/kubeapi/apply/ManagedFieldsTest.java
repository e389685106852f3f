package dev.windrose.kubeapi.apply;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.kubeapi.schema.BuiltInSchemas;
import dev.windrose.kubeapi.schema.Schema;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ManagedFieldsTest {
    private static final Schema WIDGETS = Cases.widgets();
    private static final Instant NOW = Instant.parse("2026-02-01T00:00:00.987Z");

    @Test
    void notesWholeSeconds() {
        ObjectNode created = create("{replicas: 1}", "u");

        assertThat(entry(created, 0).path("time").asText()).isEqualTo("2026-02-01T00:00:00Z");
    }

    @Test
    void namesWhoDoesNotSay() {
        assertThat(entry(create("{replicas: 1}", ""), 0).path("manager").asText())
                .isEqualTo("unknown");
    }

    @Test
    void ignoresManagedFieldsSentThroughASubresource() {
        ObjectNode live = create("{replicas: 1}", "u");
        ObjectNode sent = live.deepCopy();
        ((ObjectNode) sent.get("metadata")).putArray("managedFields");

        ObjectNode after = ManagedFields.onUpdate(WIDGETS, Optional.of(live), sent, "s", NOW, Optional.of("status"));

        assertThat(after).isEqualTo(live);
    }

    @Test
    void takesManagedFieldsThatTheClientRewrote() {
        ObjectNode live = create("{replicas: 1}", "u");
        ObjectNode sent = live.deepCopy();
        ((ObjectNode) sent.at("/metadata/managedFields/0")).put("manager", "renamed");

        ObjectNode after = ManagedFields.onUpdate(WIDGETS, Optional.of(live), sent, "u", NOW, Optional.empty());

        assertThat(entry(after, 0).path("manager").asText()).isEqualTo("renamed");
        assertThat(after.at("/metadata/managedFields")).hasSize(1);
    }

    @Test
    void dropsManagedFieldsThatCannotBeRead() {
        ObjectNode broken = create("{replicas: 1}", "u");
        ((ObjectNode) entry(broken, 0)).put("fieldsType", "FieldsV9");

        assertThat(ManagedFields.ensureWellFormed(broken).path("metadata").has("managedFields"))
                .isFalse();
    }

    @Test
    void keepsAResetAReset() {
        ObjectNode reset = create("{replicas: 1}", "u");
        ((ObjectNode) reset.get("metadata")).putArray("managedFields").addObject();

        assertThat(ManagedFields.ensureWellFormed(reset)).isEqualTo(reset);
    }

    @Test
    void stripLeavesTheOriginalAlone() {
        ObjectNode object = create("{replicas: 1}", "u");

        ObjectNode stripped = ManagedFields.strip(object);

        assertThat(stripped.path("metadata").has("managedFields")).isFalse();
        assertThat(object.path("metadata").has("managedFields")).isTrue();
    }

    @Test
    void whoOwnedPartsOfWhatIsNowAtomicOwnsTheWhole() {
        Schema atomic = Schema.parse(Cases.yaml("""
                type: object
                properties:
                  spec:
                    type: object
                    properties:
                      env: {type: object, x-kubernetes-map-type: atomic, additionalProperties: {type: string}}
                """));
        ObjectNode live = create("{env: {X: '1'}}", "u");

        ApplyOutcome outcome = ServerSideApply.apply(
                atomic,
                Optional.of(live),
                widget("{env: {X: '1', Y: '2'}}"),
                new ApplyOptions("a", false, NOW, Optional.empty()));

        assertThat(outcome)
                .isInstanceOfSatisfying(
                        ApplyOutcome.Conflicts.class,
                        c -> assertThat(c.message())
                                .isEqualTo(
                                        "Apply failed with 1 conflict: conflict with \"u\" using test.windrose.dev/v1: .spec.env"));
    }

    @Test
    void portWithoutProtocolIsTheTcpPort() {
        Schema services = BuiltInSchemas.of("v1", "Service").orElseThrow();
        ApplyOptions a = new ApplyOptions("a", false, NOW, Optional.empty());
        ApplyOptions b = new ApplyOptions("b", false, NOW, Optional.empty());
        ObjectNode live =
                object(ServerSideApply.apply(services, Optional.empty(), service("{port: 80, targetPort: 1}"), a));

        ApplyOutcome outcome = ServerSideApply.apply(
                services, Optional.of(live), service("{port: 80, protocol: TCP, targetPort: 2}"), b);

        assertThat(outcome)
                .isInstanceOfSatisfying(
                        ApplyOutcome.Conflicts.class,
                        c -> assertThat(c.conflicts())
                                .singleElement()
                                .satisfies(conflict -> assertThat(conflict.field())
                                        .isEqualTo(".spec.ports[port=80,protocol=\"TCP\"].targetPort")));
    }

    @Test
    void refusesAnotherKind() {
        ObjectNode other = widget("{replicas: 1}").put("kind", "Gadget");

        assertThat(ServerSideApply.apply(
                        WIDGETS,
                        Optional.of(create("{replicas: 1}", "u")),
                        other,
                        new ApplyOptions("a", false, NOW, Optional.empty())))
                .isEqualTo(new ApplyOutcome.Invalid("invalid object type: test.windrose.dev/v1, Kind=Gadget"));
    }

    private static ObjectNode object(ApplyOutcome outcome) {
        return ((ApplyOutcome.Applied) outcome).object();
    }

    private static JsonNode entry(ObjectNode object, int index) {
        return object.at("/metadata/managedFields/" + index);
    }

    private static ObjectNode create(String spec, String manager) {
        return ManagedFields.onUpdate(WIDGETS, Optional.empty(), widget(spec), manager, NOW, Optional.empty());
    }

    private static ObjectNode widget(String spec) {
        return Cases.yaml(
                "{apiVersion: test.windrose.dev/v1, kind: Widget, metadata: {name: w, namespace: default}, spec: "
                        + spec + "}");
    }

    private static ObjectNode service(String port) {
        return Cases.yaml("{apiVersion: v1, kind: Service, metadata: {name: s, namespace: default}, spec: {ports: ["
                + port + "]}}");
    }
}
