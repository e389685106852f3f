package dev.windrose.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.api.model.apiextensions.v1.ValidationRule;
import io.fabric8.kubernetes.api.model.apiextensions.v1.ValidationRuleBuilder;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a label selector may say. Its type is Kubernetes' own and brings neither bounds nor choices, so that they are set
 * here; the limits of keys and values are those of labels.
 */
final class SelectorSchema {
    private static final long MOST_REQUIREMENTS = 32;
    private static final long MOST_VALUES = 64;
    private static final long LONGEST_KEY = 317;
    private static final long LONGEST_VALUE = 63;
    private static final List<JsonNode> OPERATORS = Stream.of("In", "NotIn", "Exists", "DoesNotExist")
            .<JsonNode>map(TextNode::valueOf)
            .toList();

    /** Kubernetes: LabelSelectorRequirement, "values". */
    private static final ValidationRule VALUES = new ValidationRuleBuilder()
            .withRule("(self.operator in ['In', 'NotIn']) == (has(self.values) && size(self.values) > 0)")
            .withFieldPath(".values")
            .withMessage("In and NotIn need at least one value, Exists and DoesNotExist take none")
            .build();

    private SelectorSchema() {}

    static void tighten(JSONSchemaProps selector) {
        Descriptions.ofSelector(selector);
        var labels = Descriptions.field(selector, "matchLabels");
        labels.setMaxProperties(MOST_REQUIREMENTS);
        labels.getAdditionalProperties().getSchema().setMaxLength(LONGEST_VALUE);
        var requirements = Descriptions.field(selector, "matchExpressions");
        requirements.setMaxItems(MOST_REQUIREMENTS);
        var requirement = requirements.getItems().getSchema();
        requirement.setRequired(List.of("key", "operator"));
        requirement.setXKubernetesValidations(List.of(VALUES));
        var key = Descriptions.field(requirement, "key");
        key.setMinLength(1L);
        key.setMaxLength(LONGEST_KEY);
        Descriptions.field(requirement, "operator").setEnum(OPERATORS);
        var values = Descriptions.field(requirement, "values");
        values.setMaxItems(MOST_VALUES);
        values.getItems().getSchema().setMaxLength(LONGEST_VALUE);
    }
}
