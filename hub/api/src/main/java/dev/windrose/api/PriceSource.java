package dev.windrose.api;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn.Type;
import io.fabric8.crd.generator.annotation.AdditionalSelectableField;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Categories;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.Singular;
import io.fabric8.kubernetes.model.annotation.Version;

/** Where prices come from. The book with the highest precedence that knows a row wins it. */
@JsonClassDescription("Where prices come from. The book with the highest precedence that knows a row wins it.")
@Group(Names.GROUP)
@Version(Names.VERSION)
@Kind("PriceSource")
@Plural("pricesources")
@Singular("pricesource")
@Categories("windrose")
@AdditionalSelectableField(jsonPath = ".spec.type")
@AdditionalPrinterColumn(name = "Type", jsonPath = ".spec.type", type = Type.STRING)
@AdditionalPrinterColumn(name = "Precedence", jsonPath = ".spec.precedence", type = Type.INTEGER)
@AdditionalPrinterColumn(name = "Offers", jsonPath = ".status.offers", type = Type.INTEGER)
@AdditionalPrinterColumn(name = "Unmapped", jsonPath = ".status.unmapped", type = Type.INTEGER)
@AdditionalPrinterColumn(name = "Bad rows", jsonPath = ".status.badRows", type = Type.INTEGER)
@AdditionalPrinterColumn(name = "Quarantined", jsonPath = ".status.quarantined", type = Type.INTEGER)
@AdditionalPrinterColumn(name = "Read", jsonPath = ".status.readAt", type = Type.DATE)
@AdditionalPrinterColumn(name = "Age", jsonPath = ".metadata.creationTimestamp", type = Type.DATE)
public final class PriceSource extends CustomResource<PriceSourceSpec, PriceSourceStatus> {
    private static final long serialVersionUID = 1L;
}
