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

/** One decision of one person about one plan. The hub writes who decided; nothing of it changes afterwards. */
@Group(Names.GROUP)
@Version(Names.VERSION)
@Kind("Approval")
@Plural("approvals")
@Singular("approval")
@Categories("windrose")
@JsonClassDescription(
        "One decision of one person about one plan. The hub writes who decided; nothing of it changes afterwards.")
@AdditionalPrinterColumn(name = "Decision", jsonPath = ".spec.decision", type = Type.STRING)
@AdditionalPrinterColumn(name = "About", jsonPath = ".spec.subject.name", type = Type.STRING)
@AdditionalPrinterColumn(name = "Approver", jsonPath = ".spec.approver", type = Type.STRING)
@AdditionalPrinterColumn(name = "State", jsonPath = ".status.state", type = Type.STRING)
@AdditionalPrinterColumn(name = "Expires", jsonPath = ".spec.expiresAt", type = Type.STRING)
@AdditionalPrinterColumn(name = "Age", jsonPath = ".metadata.creationTimestamp", type = Type.DATE)
public final class Approval extends CustomResource<ApprovalSpec, ApprovalStatus> {
    private static final long serialVersionUID = 1L;
}
