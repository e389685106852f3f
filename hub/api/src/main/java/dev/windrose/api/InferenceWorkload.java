package dev.windrose.api;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn.Type;
import io.fabric8.crd.generator.annotation.AdditionalSelectableField;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Categories;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Singular;
import io.fabric8.kubernetes.model.annotation.Version;

/** A model to be served: what it needs and where it may run. Windrose decides where it does run. */
@JsonClassDescription("A model to be served: what it needs and where it may run. Windrose decides where it does run.")
@Group(Names.GROUP)
@Version(Names.VERSION)
@Kind("InferenceWorkload")
@Plural("inferenceworkloads")
@Singular("inferenceworkload")
@ShortNames({"iw", "workload"})
@Categories("windrose")
@AdditionalSelectableField(jsonPath = ".spec.model.id")
@AdditionalSelectableField(jsonPath = ".spec.runtime")
@AdditionalPrinterColumn(name = "Model", jsonPath = ".spec.model.id", type = Type.STRING)
@AdditionalPrinterColumn(name = "Clusters", jsonPath = ".status.clusters", type = Type.STRING)
@AdditionalPrinterColumn(name = "GPUs", jsonPath = ".status.gpus", type = Type.STRING)
@AdditionalPrinterColumn(name = "Ready", jsonPath = ".status.ready", type = Type.STRING)
@AdditionalPrinterColumn(name = "$/h", jsonPath = ".status.hourlyCost", type = Type.STRING)
@AdditionalPrinterColumn(
        name = "Placed",
        jsonPath = ".status.conditions[?(@.type==\"Placed\")].status",
        type = Type.STRING,
        priority = 1)
@AdditionalPrinterColumn(
        name = "Available",
        jsonPath = ".status.conditions[?(@.type==\"Available\")].status",
        type = Type.STRING,
        priority = 1)
@AdditionalPrinterColumn(
        name = "Paused",
        jsonPath = ".status.conditions[?(@.type==\"Paused\")].status",
        type = Type.STRING,
        priority = 1)
@AdditionalPrinterColumn(
        name = "Why",
        jsonPath = ".status.conditions[?(@.type==\"Placed\")].message",
        type = Type.STRING,
        priority = 1)
@AdditionalPrinterColumn(name = "Age", jsonPath = ".metadata.creationTimestamp", type = Type.DATE)
@ValidationRule(
        value = "self.metadata.name.matches('^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$')",
        fieldPath = ".metadata.name",
        message =
                "a Service of this name is made in the members, so it must start with a letter, have at most 63 lower case letters, digits and dashes, and no dots")
public final class InferenceWorkload extends CustomResource<InferenceWorkloadSpec, InferenceWorkloadStatus>
        implements Namespaced {
    private static final long serialVersionUID = 1L;
}
