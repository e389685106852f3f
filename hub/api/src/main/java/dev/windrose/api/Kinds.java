package dev.windrose.api;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.crdv2.generator.CRDGenerator;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceColumnDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaPropsBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.ValidationRule;
import io.fabric8.kubernetes.api.model.apiextensions.v1.ValidationRuleBuilder;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

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
            Budget.class,
            Fleet.class,
            AuditEvent.class,
            Role.class,
            RoleBinding.class,
            ApiToken.class,
            Approval.class);

    /** Paths below the object's root of lists that are maps by key (KEP-555, x-kubernetes-list-map-keys). */
    private static final Map<String, List<String>> MAP_LISTS = Map.of(
            "spec.secrets", List.of("name"),
            "spec.gpu.anyOf", List.of("product"),
            "status.parts", List.of("name"),
            "status.conditions", List.of("type"));

    /** Paths of lists whose elements are unique and have no order (x-kubernetes-list-type: set). */
    private static final List<String> SET_LISTS = List.of(
            "spec.placement.clusters",
            "spec.placement.tiers",
            "spec.allowedNamespaces",
            "spec.feed.regions",
            "spec.feed.clouds");

    /** What a rule on a list's elements says is told with their place; an annotation only reaches the list. */
    private static final ValidationRule MEMBER_NAME = new ValidationRuleBuilder()
            .withRule("self.matches('^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$') && self != 'windrose-hub'")
            .withMessage(
                    "must be the name of a member cluster: at most 63 lower case letters, digits and dashes, and not windrose-hub")
            .build();

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
                var root = version.getSchema().getOpenAPIV3Schema();
                nameMapLists(root);
                SET_LISTS.forEach(path -> find(root, path).ifPresent(list -> list.setXKubernetesListType("set")));
                find(root, "spec.placement.clusterSelector").ifPresent(SelectorSchema::tighten);
                find(root, "spec.placement.clusters")
                        .ifPresent(list -> list.getItems().getSchema().setXKubernetesValidations(List.of(MEMBER_NAME)));
                find(root, "status.conditions").ifPresent(Descriptions::ofConditions);
                declareName(root);
                root.setDescription(description(definition));
                eachRuleOnce(root);
                version.setAdditionalPrinterColumns(inDeclaredOrder(definition, version.getAdditionalPrinterColumns()));
            }
            definitions.put(definition.getSpec().getNames().getPlural(), definition);
        });
        return Map.copyOf(definitions);
    }

    /** The OpenAPI v3 schema of a definition's served version as a JSON tree. */
    public static ObjectNode schemaOf(CustomResourceDefinition definition, ObjectMapper mapper) {
        return (ObjectNode) tree(definition, mapper).at("/spec/versions/0/schema/openAPIV3Schema");
    }

    /** A definition as a JSON tree, whole numbers as such (the model has only doubles for bounds). */
    public static ObjectNode tree(CustomResourceDefinition definition, ObjectMapper mapper) {
        try {
            var tree = (ObjectNode) mapper.readTree(new KubernetesSerialization().asJson(definition));
            tree.remove("status");
            wholeNumbers(tree);
            return tree;
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(
                    "%s is no JSON".formatted(definition.getMetadata().getName()), e);
        }
    }

    private static void wholeNumbers(JsonNode node) {
        if (node instanceof ObjectNode object) {
            object.properties().forEach(field -> {
                var value = field.getValue();
                if (value.isDouble() && value.doubleValue() == Math.rint(value.doubleValue())) {
                    field.setValue(LongNode.valueOf(value.longValue()));
                }
            });
        }
        node.forEach(Kinds::wholeNumbers);
    }

    /** The generator sorts columns by name; people want them as they are declared. */
    private static List<CustomResourceColumnDefinition> inDeclaredOrder(
            CustomResourceDefinition definition, List<CustomResourceColumnDefinition> columns) {
        var declared = typeOf(definition).stream()
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

    /** A rule on the object's name can only point at it where the schema declares it. */
    private static void declareName(JSONSchemaProps root) {
        if (root.getXKubernetesValidations() == null
                || root.getXKubernetesValidations().isEmpty()) {
            return;
        }
        var name = new JSONSchemaPropsBuilder()
                .withType("string")
                .withMaxLength(253L)
                .build();
        root.getProperties()
                .put(
                        "metadata",
                        new JSONSchemaPropsBuilder()
                                .withType("object")
                                .addToProperties("name", name)
                                .build());
    }

    private static @Nullable String description(CustomResourceDefinition definition) {
        return typeOf(definition)
                .map(type -> type.getAnnotation(JsonClassDescription.class))
                .map(JsonClassDescription::value)
                .orElse(null);
    }

    private static Optional<Class<? extends CustomResource<?, ?>>> typeOf(CustomResourceDefinition definition) {
        var plural = definition.getSpec().getNames().getPlural();
        return ALL.stream()
                .filter(type -> HasMetadata.getPlural(type).equals(plural))
                .findFirst();
    }

    /** The generator finds a record's annotations twice: at the field and at its accessor. */
    private static void eachRuleOnce(JSONSchemaProps schema) {
        if (schema.getXKubernetesValidations() != null) {
            schema.setXKubernetesValidations(List.copyOf(new LinkedHashSet<>(schema.getXKubernetesValidations())));
        }
        if (schema.getProperties() != null) {
            schema.getProperties().values().forEach(Kinds::eachRuleOnce);
        }
        if (schema.getItems() != null) {
            eachRuleOnce(schema.getItems().getSchema());
        }
        if (schema.getAdditionalProperties() != null
                && schema.getAdditionalProperties().getSchema() != null) {
            eachRuleOnce(schema.getAdditionalProperties().getSchema());
        }
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
