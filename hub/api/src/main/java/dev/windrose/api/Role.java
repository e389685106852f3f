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

/** What may be done, as rules; nobody has a role but by a RoleBinding. The built-in ones belong to the hub. */
@Group(Names.GROUP)
@Version(Names.VERSION)
@Kind("Role")
@Plural("roles")
@Singular("role")
@Categories("windrose")
@JsonClassDescription(
        "What may be done, as rules; nobody has a role but by a RoleBinding. The built-in ones belong to the hub.")
@AdditionalPrinterColumn(name = "About", jsonPath = ".spec.description", type = Type.STRING)
@AdditionalPrinterColumn(name = "Age", jsonPath = ".metadata.creationTimestamp", type = Type.DATE)
public final class Role extends CustomResource<RoleSpec, Void> {
    private static final long serialVersionUID = 1L;
}
