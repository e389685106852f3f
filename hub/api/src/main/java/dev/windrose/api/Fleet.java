package dev.windrose.api;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn.Type;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Categories;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.Singular;
import io.fabric8.kubernetes.model.annotation.Version;

/** What holds for the whole fleet. There is one, named {@code fleet}; the hub makes it. */
@JsonClassDescription("The fleet as a whole: what holds for every cluster and workload.")
@Group(Names.GROUP)
@Version(Names.VERSION)
@Kind("Fleet")
@Plural("fleets")
@Singular("fleet")
@Categories("windrose")
@AdditionalPrinterColumn(
        name = "Paused",
        jsonPath = ".status.conditions[?(@.type==\"Paused\")].status",
        type = Type.STRING)
@AdditionalPrinterColumn(name = "By", jsonPath = ".spec.pause.by", type = Type.STRING)
@AdditionalPrinterColumn(name = "Since", jsonPath = ".spec.pause.since", type = Type.DATE)
@AdditionalPrinterColumn(name = "Reason", jsonPath = ".spec.pause.reason", type = Type.STRING)
@AdditionalPrinterColumn(name = "Age", jsonPath = ".metadata.creationTimestamp", type = Type.DATE)
public final class Fleet extends CustomResource<FleetSpec, FleetStatus> {
    private static final long serialVersionUID = 1L;

    /** The name of the one there is. */
    public static final String NAME = "fleet";
}
