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

/** A bearer token for programs. The answer to its creation shows the secret, once; only its hash is kept. */
@Group(Names.GROUP)
@Version(Names.VERSION)
@Kind("ApiToken")
@Plural("apitokens")
@Singular("apitoken")
@Categories("windrose")
@JsonClassDescription(
        "A bearer token for programs. The answer to its creation shows the secret, once; only its hash is kept.")
@AdditionalPrinterColumn(name = "Prefix", jsonPath = ".status.prefix", type = Type.STRING)
@AdditionalPrinterColumn(name = "Expires", jsonPath = ".spec.expiresAt", type = Type.STRING)
@AdditionalPrinterColumn(name = "Last used", jsonPath = ".status.lastUsedAt", type = Type.STRING)
@AdditionalPrinterColumn(name = "About", jsonPath = ".spec.description", type = Type.STRING, priority = 1)
@AdditionalPrinterColumn(name = "Age", jsonPath = ".metadata.creationTimestamp", type = Type.DATE)
public final class ApiToken extends CustomResource<ApiTokenSpec, ApiTokenStatus> {
    private static final long serialVersionUID = 1L;
}
