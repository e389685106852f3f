package dev.windrose.api;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn.Type;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Categories;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.Singular;
import io.fabric8.kubernetes.model.annotation.Version;

/** A ceiling over all workloads of its namespace: it stops what is new or dearer, never what runs. */
@JsonClassDescription("A ceiling over all workloads of its namespace: it stops what is new or dearer, never what runs.")
@Group(Names.GROUP)
@Version(Names.VERSION)
@Kind("Budget")
@Plural("budgets")
@Singular("budget")
@Categories("windrose")
@AdditionalPrinterColumn(name = "$/h", jsonPath = ".status.hourlyCost", type = Type.STRING)
@AdditionalPrinterColumn(name = "Max $/h", jsonPath = ".spec.maxHourlyCost", type = Type.STRING)
@AdditionalPrinterColumn(name = "GPUs", jsonPath = ".status.gpus", type = Type.INTEGER)
@AdditionalPrinterColumn(name = "Max GPUs", jsonPath = ".spec.maxGpus", type = Type.INTEGER)
@AdditionalPrinterColumn(name = "Refused", jsonPath = ".status.refusedReplicas", type = Type.INTEGER)
@AdditionalPrinterColumn(
        name = "Within",
        jsonPath = ".status.conditions[?(@.type==\"Within\")].status",
        type = Type.STRING)
@AdditionalPrinterColumn(name = "Age", jsonPath = ".metadata.creationTimestamp", type = Type.DATE)
public final class Budget extends CustomResource<BudgetSpec, BudgetStatus> implements Namespaced {
    private static final long serialVersionUID = 1L;
}
