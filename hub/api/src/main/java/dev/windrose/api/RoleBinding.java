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

/** Gives a role to people, groups and tokens: everywhere, or in some namespaces only. */
@Group(Names.GROUP)
@Version(Names.VERSION)
@Kind("RoleBinding")
@Plural("rolebindings")
@Singular("rolebinding")
@Categories("windrose")
@JsonClassDescription("Gives a role to people, groups and tokens: everywhere, or in some namespaces only.")
@AdditionalPrinterColumn(name = "Role", jsonPath = ".spec.role", type = Type.STRING)
@AdditionalPrinterColumn(name = "Namespaces", jsonPath = ".spec.namespaces", type = Type.STRING)
@AdditionalPrinterColumn(name = "Subjects", jsonPath = ".spec.subjects[*].name", type = Type.STRING, priority = 1)
@AdditionalPrinterColumn(name = "Age", jsonPath = ".metadata.creationTimestamp", type = Type.DATE)
public final class RoleBinding extends CustomResource<RoleBindingSpec, Void> {
    private static final long serialVersionUID = 1L;
}
