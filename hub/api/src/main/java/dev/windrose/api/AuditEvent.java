package dev.windrose.api;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn.Type;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Singular;
import io.fabric8.kubernetes.model.annotation.Version;

/**
 * Who did what, when, from where and with what outcome. A view of the audit log: it can be read and never written.
 *
 * <p>In no category: {@code kubectl get windrose} is about the fleet, not about who looked after it.
 */
@JsonClassDescription("Who did what, when, from where, with what outcome. Made by the hub, never changed.")
@Group(Names.GROUP)
@Version(Names.VERSION)
@Kind("AuditEvent")
@Plural("auditevents")
@Singular("auditevent")
@ShortNames("audit")
@AdditionalPrinterColumn(name = "Time", jsonPath = ".spec.time", type = Type.STRING)
@AdditionalPrinterColumn(name = "User", jsonPath = ".spec.user", type = Type.STRING)
@AdditionalPrinterColumn(name = "Verb", jsonPath = ".spec.verb", type = Type.STRING)
@AdditionalPrinterColumn(name = "Resource", jsonPath = ".spec.resource", type = Type.STRING)
@AdditionalPrinterColumn(name = "Namespace", jsonPath = ".spec.namespace", type = Type.STRING)
@AdditionalPrinterColumn(name = "Object", jsonPath = ".spec.name", type = Type.STRING)
@AdditionalPrinterColumn(name = "Code", jsonPath = ".spec.code", type = Type.INTEGER)
@AdditionalPrinterColumn(name = "Source", jsonPath = ".spec.source", type = Type.STRING, priority = 1)
@AdditionalPrinterColumn(name = "Allowed by", jsonPath = ".spec.allowedBy", type = Type.STRING, priority = 1)
@AdditionalPrinterColumn(name = "Changed", jsonPath = ".spec.changed", type = Type.STRING, priority = 1)
@AdditionalPrinterColumn(name = "Agent", jsonPath = ".spec.userAgent", type = Type.STRING, priority = 1)
public final class AuditEvent extends CustomResource<AuditEventSpec, Void> {
    private static final long serialVersionUID = 1L;
}
