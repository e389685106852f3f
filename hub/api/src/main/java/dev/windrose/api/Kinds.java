package dev.windrose.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.crdv2.generator.CRDGenerator;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceColumnDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Every kind the hub serves in its own group, and the CustomResourceDefinition made from its Java type.
 *
 * <p>The generator knows nothing of list types, so the associative lists are named here; everything else follows from
 * the types and their annotations.
 */
public final class Kinds {
    public static final List<Class<? extends CustomResource<?, ?>>> ALL = List.of(
            InferenceWorkload.class,
            MemberCluster.class,
            JoinToken.class,
            PriceSource.class,
            Fleet.class,
            AuditEvent.class);

    /** Paths below the object's root of lists that are maps by key (KEP-555, x-kubernetes-list-map-keys). */
    private static final Map<String, List<String>> MAP_LISTS = Map.of(
            "spec.secrets", List.of("name"),
            "spec.gpu.anyOf", List.of("product"),
            "status.conditions", List.of("type"));

    private Kinds() {}

    /** The definitions by plural. Costly (reflection over all types): call once. */
    public static Map<String, CustomResourceDefinition> definitions() {
        var outputs = new HashMap<String, ByteArrayOutputStream>();
        var serialization = new KubernetesSerialization();
        new CRDGenerator()
                .withParallelGenerationEnabled(false)
                .customResourceClasses(List.<Class<? extends HasMetadata>>copyOf(ALL))
                .forCRDVersions("v1")
                .withOutput(new InMemory(outputs))
                .detailedGenerate();
        var definitions = new HashMap<String, CustomResourceDefinition>();
        outputs.values().forEach(bytes -> {
            var definition =
                    serialization.unmarshal(bytes.toString(StandardCharsets.UTF_8), CustomResourceDefinition.class);
            for (var version : definition.getSpec().getVersions()) {
                nameMapLists(version.getSchema().getOpenAPIV3Schema());
                version.setAdditionalPrinterColumns(inDeclaredOrder(definition, version.getAdditionalPrinterColumns()));
            }
            definitions.put(definition.getSpec().getNames().getPlural(), definition);
        });
        return Map.copyOf(definitions);
    }

    /** The OpenAPI v3 schema of a definition's served version as a JSON tree. */
    public static ObjectNode schemaOf(CustomResourceDefinition definition, ObjectMapper mapper) {
        var schema = definition.getSpec().getVersions().getFirst().getSchema().getOpenAPIV3Schema();
        try {
            return (ObjectNode) mapper.readTree(new KubernetesSerialization().asJson(schema));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(
                    "schema of %s is no JSON".formatted(definition.getMetadata().getName()), e);
        }
    }

    /** The generator sorts columns by name; people want them as they are declared. */
    private static List<CustomResourceColumnDefinition> inDeclaredOrder(
            CustomResourceDefinition definition, List<CustomResourceColumnDefinition> columns) {
        var plural = definition.getSpec().getNames().getPlural();
        var declared = ALL.stream()
                .filter(type -> HasMetadata.getPlural(type).equals(plural))
                .flatMap(type -> Stream.of(type.getAnnotationsByType(AdditionalPrinterColumn.class)))
                .map(AdditionalPrinterColumn::name)
                .toList();
        return columns.stream()
                .sorted(Comparator.comparingInt(column -> declared.indexOf(column.getName())))
                .toList();
    }

    /** A map list's keys must be required (a real API server refuses the definition otherwise). */
    private static void nameMapLists(JSONSchemaProps root) {
        if (root.getProperties().containsKey("spec")) {
            root.setRequired(List.of("spec"));
        }
        MAP_LISTS.forEach((path, keys) -> find(root, path).ifPresent(list -> {
            list.setXKubernetesListType("map");
            list.setXKubernetesListMapKeys(keys);
            list.getItems().getSchema().setRequired(keys);
        }));
    }

    private static Optional<JSONSchemaProps> find(JSONSchemaProps root, String path) {
        var at = Optional.of(root);
        for (var step : path.split("\\.", -1)) {
            at = at.map(JSONSchemaProps::getProperties).map(properties -> properties.get(step));
        }
        return at;
    }

    private record InMemory(Map<String, ByteArrayOutputStream> outputs)
            implements CRDGenerator.CRDOutput<OutputStream> {
        @Override
        public OutputStream outputFor(String crdName) throws IOException {
            return outputs.computeIfAbsent(crdName, _ -> new ByteArrayOutputStream());
        }

        @Override
        public void close() {
            // Nothing is held open: the bytes are read afterwards.
        }
    }
}
