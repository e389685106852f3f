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

/** The right to join, once, until it expires. Holds the hash of the secret, never the secret. */
@JsonClassDescription(
        "The right to join the fleet, once, until it expires. Holds the hash of the secret, never the secret.")
@Group(Names.GROUP)
@Version(Names.VERSION)
@Kind("JoinToken")
@Plural("jointokens")
@Singular("jointoken")
@Categories("windrose")
@AdditionalSelectableField(jsonPath = ".spec.cluster")
@AdditionalSelectableField(jsonPath = ".status.state")
@AdditionalPrinterColumn(name = "Cluster", jsonPath = ".spec.cluster", type = Type.STRING)
@AdditionalPrinterColumn(name = "State", jsonPath = ".status.state", type = Type.STRING)
@AdditionalPrinterColumn(name = "Expires", jsonPath = ".spec.expiresAt", type = Type.STRING)
@AdditionalPrinterColumn(name = "Age", jsonPath = ".metadata.creationTimestamp", type = Type.DATE)
public final class JoinToken extends CustomResource<JoinTokenSpec, JoinTokenStatus> {
    private static final long serialVersionUID = 1L;
}
