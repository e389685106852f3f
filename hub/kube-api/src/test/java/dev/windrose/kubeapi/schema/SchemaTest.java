package dev.windrose.kubeapi.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SchemaTest {
    private static final Schema LIMITED = Schema.parse(yaml("""
            type: object
            properties:
              spec:
                type: object
                properties:
                  replicas: {type: integer, maximum: 3}
                  mode: {type: string}
                  parts:
                    type: array
                    x-kubernetes-list-type: map
                    x-kubernetes-list-map-keys: [name]
                    items: {type: object, properties: {name: {type: string}, size: {type: integer, maximum: 3}}}
            """));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{type: strange} | Schema: type (strange) is not one of OpenAPI v3",
                "{type: object, properties: {a: 1}} | Schema at .properties.a: a schema must be an object",
                "{type: array, x-kubernetes-list-type: heap} | x-kubernetes-list-type (heap) must be atomic, set or map",
                "{type: array, x-kubernetes-list-type: map} | needs x-kubernetes-list-map-keys",
                "{type: string, pattern: '['} | pattern ([) is no regular expression"
            })
    void saysWhereASchemaIsWrong(String schema, String message) {
        assertThatThrownBy(() -> Schema.parse(yaml(schema)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @Test
    void metadataOfTheSchemaNarrowsTheNameOnly() {
        Schema schema = Schema.parse(
                yaml(
                        "{type: object, properties: {metadata: {type: object, properties: {name: {type: string, maxLength: 3}}}}}"));

        assertThat(messages(schema, "{metadata: {name: abcd, labels: {a: b}}}", null))
                .containsExactly("metadata.name: Too long: may not be more than 3 bytes");
    }

    @Test
    void untypedKeepsEverything() {
        ObjectNode object = yaml("{apiVersion: v1, kind: X, metadata: {name: x}, a: {b: [1]}, c: null}");

        PruneResult pruned = Pruning.prune(Schema.untyped(), object);

        assertThat(pruned.object()).isEqualTo(object);
        assertThat(Defaulting.applyDefaults(Schema.untyped(), object)).isEqualTo(object);
        assertThat(Validation.validate(Schema.untyped(), object, Optional.empty()))
                .isEmpty();
    }

    @Test
    void metadataOfUntypedKindsIsCutToo() {
        assertThat(Pruning.prune(Schema.untyped(), yaml("{metadata: {name: x, bogus: 1}}"))
                        .unknownFields())
                .containsExactly("metadata.bogus");
    }

    @Test
    void toleratesOldFaultsThatAnUpdateDoesNotTouch() {
        String old = "{metadata: {name: x}, spec: {replicas: 5, mode: a}}";

        assertThat(messages(LIMITED, "{metadata: {name: x}, spec: {replicas: 5, mode: b}}", old))
                .isEmpty();
        assertThat(messages(LIMITED, "{metadata: {name: x}, spec: {replicas: 6, mode: a}}", old))
                .containsExactly(
                        "spec.replicas: Invalid value: 6: spec.replicas in body should be less than or equal to 3");
    }

    @Test
    void toleratesOldFaultsOfMovedListItems() {
        String old = "{metadata: {name: x}, spec: {parts: [{name: a, size: 9}]}}";

        assertThat(messages(
                        LIMITED, "{metadata: {name: x}, spec: {parts: [{name: b, size: 1}, {name: a, size: 9}]}}", old))
                .isEmpty();
        assertThat(messages(LIMITED, "{metadata: {name: x}, spec: {parts: [{name: b, size: 9}]}}", old))
                .containsExactly(
                        "spec.parts[0].size: Invalid value: 9: spec.parts[0].size in body should be less than or equal to 3");
    }

    @Test
    void toleratesOldFaultsOfMetadata() {
        String old = "{metadata: {name: x, labels: {a: '-'}}, spec: {mode: a}}";

        assertThat(messages(LIMITED, "{metadata: {name: x, labels: {a: '-'}}, spec: {mode: b}}", old))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "v1,Node",
        "v1,Pod",
        "v1,Service",
        "v1,ConfigMap",
        "v1,Secret",
        "v1,ServiceAccount",
        "v1,PersistentVolumeClaim",
        "apps/v1,Deployment",
        "apps/v1,ReplicaSet",
        "discovery.k8s.io/v1,EndpointSlice",
        "coordination.k8s.io/v1,Lease",
        "policy/v1,PodDisruptionBudget"
    })
    void knowsTheCoreKinds(String apiVersion, String kind) {
        Schema schema = BuiltInSchemas.of(apiVersion, kind).orElseThrow();

        assertThat(Pruning.prune(schema, yaml("{metadata: {name: x}, spec: {anything: {at: all}}}"))
                        .unknownFields())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"v1,Namespace", "v1,Event", "events.k8s.io/v1,Event"})
    void tellsWhatAClosedKindDoesNotKnow(String apiVersion, String kind) {
        Schema schema = BuiltInSchemas.of(apiVersion, kind).orElseThrow();

        assertThat(Pruning.prune(schema, yaml("{metadata: {name: x, at: all}, type: t, spek: {anything: {at: all}}}"))
                        .unknownFields())
                .contains("metadata.at", "spek");
    }

    @Test
    void refusesWhatCoreKindsNeed() {
        Schema deployments = BuiltInSchemas.of("apps/v1", "Deployment").orElseThrow();

        assertThat(messages(deployments, "{metadata: {name: x}, spec: {replicas: -1}}", null))
                .containsExactlyInAnyOrder(
                        "spec.replicas: Invalid value: -1: spec.replicas in body should be greater than or equal to 0",
                        "spec.selector: Required value",
                        "spec.template: Required value");
        assertThat(messages(
                        deployments,
                        "{metadata: {name: x}, spec: {selector: {}, template: {spec: {containers: [{image: i}, {name: c}]}}}}",
                        null))
                .containsExactlyInAnyOrder(
                        "spec.template.spec.containers[0].name: Required value",
                        "spec.template.spec.containers[1].image: Required value");
    }

    @Test
    void namesFollowTheKind() {
        assertThat(messages(BuiltInSchemas.of("v1", "Namespace").orElseThrow(), "{metadata: {name: a.b}}", null))
                .singleElement()
                .asString()
                .startsWith("metadata.name: Invalid value: \"a.b\": a lowercase RFC 1123 label must consist of");
        assertThat(messages(BuiltInSchemas.of("v1", "Service").orElseThrow(), "{metadata: {name: 1a}}", null))
                .singleElement()
                .asString()
                .startsWith("metadata.name: Invalid value: \"1a\": a DNS-1035 label must consist of");
        assertThat(messages(BuiltInSchemas.of("v1", "ConfigMap").orElseThrow(), "{metadata: {name: 1a.b}}", null))
                .isEmpty();
    }

    @Test
    void generatedNamesAreJudgedByTheirPrefix() {
        assertThat(messages(LIMITED, "{metadata: {name: x-1, generateName: x-}}", null))
                .isEmpty();
        assertThat(messages(LIMITED, "{metadata: {name: x-1, generateName: X-}}", null))
                .hasSize(1);
        assertThat(messages(LIMITED, "{metadata: {}}", null))
                .containsExactly("metadata.name: Required value: name or generateName is required");
    }

    private static List<String> messages(Schema schema, String object, String old) {
        return Validation.validate(
                        schema, yaml(object), Optional.ofNullable(old).map(SchemaTest::yaml))
                .stream()
                .map(FieldError::message)
                .toList();
    }

    private static ObjectNode yaml(String text) {
        try {
            return (ObjectNode) new YAMLMapper().readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException("Could not parse " + text, e);
        }
    }
}
