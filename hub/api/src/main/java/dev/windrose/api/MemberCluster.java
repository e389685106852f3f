package dev.windrose.api;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn.Type;
import io.fabric8.crd.generator.annotation.AdditionalSelectableField;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Categories;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Singular;
import io.fabric8.kubernetes.model.annotation.Version;

/** One Kubernetes cluster of the fleet. */
@JsonClassDescription("One Kubernetes cluster of the fleet: what people say about it, and what its agent reports.")
@Group(Names.GROUP)
@Version(Names.VERSION)
@Kind("MemberCluster")
@Plural("memberclusters")
@Singular("membercluster")
@ShortNames("mc")
@Categories("windrose")
@AdditionalSelectableField(jsonPath = ".spec.cloud")
@AdditionalSelectableField(jsonPath = ".spec.region")
@AdditionalSelectableField(jsonPath = ".status.presence")
@AdditionalPrinterColumn(
        name = "Ready",
        jsonPath = ".status.conditions[?(@.type==\"Ready\")].status",
        type = Type.STRING)
@AdditionalPrinterColumn(name = "Cloud", jsonPath = ".spec.cloud", type = Type.STRING)
@AdditionalPrinterColumn(name = "Region", jsonPath = ".spec.region", type = Type.STRING)
@AdditionalPrinterColumn(name = "GPUs free", jsonPath = ".status.gpusFree", type = Type.STRING)
@AdditionalPrinterColumn(name = "Presence", jsonPath = ".status.presence", type = Type.STRING)
@AdditionalPrinterColumn(
        name = "Paused",
        jsonPath = ".status.conditions[?(@.type==\"Paused\")].status",
        type = Type.STRING,
        priority = 1)
@AdditionalPrinterColumn(name = "Nodes", jsonPath = ".status.nodes", type = Type.INTEGER, priority = 1)
@AdditionalPrinterColumn(name = "Agent", jsonPath = ".status.agent.version", type = Type.STRING, priority = 1)
@AdditionalPrinterColumn(name = "Kubernetes", jsonPath = ".status.kubernetesVersion", type = Type.STRING, priority = 1)
@AdditionalPrinterColumn(name = "Age", jsonPath = ".metadata.creationTimestamp", type = Type.DATE)
@ValidationRule(
        value =
                "self.metadata.name.matches('^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$') && self.metadata.name != 'windrose-hub'",
        fieldPath = ".metadata.name",
        message =
                "a member's name is part of topics and certificates, so it must have at most 63 lower case letters, digits and dashes, begin and end with a letter or digit, and not be windrose-hub")
public final class MemberCluster extends CustomResource<MemberClusterSpec, MemberClusterStatus> {
    private static final long serialVersionUID = 1L;
}
