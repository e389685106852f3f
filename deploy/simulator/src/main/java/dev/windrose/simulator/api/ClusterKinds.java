package dev.windrose.simulator.api;

import dev.windrose.kubeapi.resource.PrinterColumn;
import dev.windrose.kubeapi.resource.ResourceDescriptor;
import dev.windrose.kubeapi.resource.ResourceRegistry;
import dev.windrose.kubeapi.resource.Scale;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** What a simulated cluster serves. Everything is built in; there are no custom resources in a member. */
public final class ClusterKinds {
    private static final String APPS = "apps";
    private static final String RBAC = "rbac.authorization.k8s.io";
    private static final String CREATED = ".metadata.creationTimestamp";

    private ClusterKinds() {}

    public static ResourceRegistry registry() {
        List<ResourceDescriptor> all = new ArrayList<>(core());
        all.addAll(apps());
        all.addAll(others());
        return ResourceRegistry.of(all);
    }

    /** {@code apiVersion/Kind} of everything served, as owner references name it. */
    public static Set<String> names(ResourceRegistry registry) {
        return registry.all().stream().map(d -> d.apiVersion() + "/" + d.kind()).collect(Collectors.toSet());
    }

    private static List<ResourceDescriptor> core() {
        return List.of(
                core("Namespace", "namespaces")
                        .clusterScoped()
                        .statusSubresource()
                        .shortNames("ns")
                        .column("Status", "string", ".status.phase")
                        .column(PrinterColumn.age())
                        .build(),
                node(),
                pod(),
                service(),
                core("ConfigMap", "configmaps")
                        .shortNames("cm")
                        .column(PrinterColumn.text("Data", 0, o -> Cells.size(o, "data")))
                        .column(PrinterColumn.age())
                        .build(),
                core("Secret", "secrets")
                        .column("Type", "string", ".type")
                        .column(PrinterColumn.text("Data", 0, o -> Cells.size(o, "data")))
                        .column(PrinterColumn.age())
                        .build(),
                core("ServiceAccount", "serviceaccounts").shortNames("sa").build(),
                core("Event", "events")
                        .shortNames("ev")
                        .column("Last Seen", "date", ".lastTimestamp")
                        .column("Type", "string", ".type")
                        .column("Reason", "string", ".reason")
                        .column(PrinterColumn.text("Object", 0, Cells::eventObject))
                        .column("Message", "string", ".message")
                        .selectableFields(
                                "involvedObject.kind",
                                "involvedObject.name",
                                "involvedObject.namespace",
                                "involvedObject.uid",
                                "reason",
                                "type")
                        .build());
    }

    private static ResourceDescriptor node() {
        return core("Node", "nodes")
                .clusterScoped()
                .statusSubresource()
                .shortNames("no")
                .column(PrinterColumn.text("Status", 0, Cells::nodeStatus))
                .column(PrinterColumn.text("Roles", 0, Cells::nodeRoles))
                .column(PrinterColumn.age())
                .column("Version", "string", ".status.nodeInfo.kubeletVersion")
                .column(PrinterColumn.text("Internal-IP", 1, Cells::internalIp))
                .column(PrinterColumn.text("External-IP", 1, _ -> "<none>"))
                .wideColumn("OS-Image", "string", ".status.nodeInfo.osImage")
                .wideColumn("Kernel-Version", "string", ".status.nodeInfo.kernelVersion")
                .wideColumn("Container-Runtime", "string", ".status.nodeInfo.containerRuntimeVersion")
                .selectableFields("spec.unschedulable")
                .build();
    }

    private static ResourceDescriptor pod() {
        return core("Pod", "pods")
                .statusSubresource()
                .shortNames("po")
                .categories("all")
                .column(PrinterColumn.text("Ready", 0, Cells::podReady))
                .column(PrinterColumn.text("Status", 0, Cells::podStatus))
                .column(PrinterColumn.text("Restarts", 0, Cells::restarts))
                .column(PrinterColumn.age())
                .column(PrinterColumn.text("IP", 1, o -> Cells.orNone(o, "status", "podIP")))
                .column(PrinterColumn.text("Node", 1, o -> Cells.orNone(o, "spec", "nodeName")))
                .selectableFields("spec.nodeName", "status.phase", "status.podIP", "spec.schedulerName")
                .admission(Rules::pod)
                .build();
    }

    private static ResourceDescriptor service() {
        return core("Service", "services")
                .statusSubresource()
                .shortNames("svc")
                .categories("all")
                .column("Type", "string", ".spec.type")
                .column(PrinterColumn.text("Cluster-IP", 0, o -> Cells.orNone(o, "spec", "clusterIP")))
                .column(PrinterColumn.text("External-IP", 0, o -> Cells.orNone(o, "spec", "externalName")))
                .column(PrinterColumn.text("Port(s)", 0, Cells::servicePorts))
                .column(PrinterColumn.age())
                .column(PrinterColumn.text("Selector", 1, o -> Cells.labels(o, "spec", "selector")))
                .selectableFields("spec.clusterIP", "spec.type")
                .admission(Rules::service)
                .build();
    }

    private static List<ResourceDescriptor> apps() {
        return List.of(
                ResourceDescriptor.core(APPS, "v1", "Deployment", "deployments")
                        .statusSubresource()
                        .tracksGeneration()
                        .scale(Scale.USUAL)
                        .shortNames("deploy")
                        .categories("all")
                        .column(PrinterColumn.text("Ready", 0, Cells::deploymentReady))
                        .column(PrinterColumn.of("Up-to-date", "string", 0, Counts.of("status", "updatedReplicas")))
                        .column(PrinterColumn.of("Available", "string", 0, Counts.of("status", "availableReplicas")))
                        .column("Age", "date", CREATED)
                        .column(PrinterColumn.text("Containers", 1, Cells::containerNames))
                        .column(PrinterColumn.text("Images", 1, Cells::containerImages))
                        .column(PrinterColumn.text(
                                "Selector", 1, o -> Cells.labels(o, "spec", "selector", "matchLabels")))
                        .admission(Rules::deployment)
                        .build(),
                ResourceDescriptor.core(APPS, "v1", "ReplicaSet", "replicasets")
                        .statusSubresource()
                        .tracksGeneration()
                        .scale(Scale.USUAL)
                        .shortNames("rs")
                        .categories("all")
                        .column(PrinterColumn.of("Desired", "integer", 0, Counts.of("spec", "replicas")))
                        .column(PrinterColumn.of("Current", "integer", 0, Counts.of("status", "replicas")))
                        .column(PrinterColumn.of("Ready", "integer", 0, Counts.of("status", "readyReplicas")))
                        .column("Age", "date", CREATED)
                        .build(),
                ResourceDescriptor.core(APPS, "v1", "DaemonSet", "daemonsets")
                        .statusSubresource()
                        .tracksGeneration()
                        .shortNames("ds")
                        .categories("all")
                        .column(PrinterColumn.of(
                                "Desired", "integer", 0, Counts.of("status", "desiredNumberScheduled")))
                        .column(PrinterColumn.of(
                                "Current", "integer", 0, Counts.of("status", "currentNumberScheduled")))
                        .column(PrinterColumn.of("Ready", "integer", 0, Counts.of("status", "numberReady")))
                        .column("Age", "date", CREATED)
                        .build());
    }

    private static List<ResourceDescriptor> others() {
        return List.of(
                ResourceDescriptor.core("discovery.k8s.io", "v1", "EndpointSlice", "endpointslices")
                        .column("AddressType", "string", ".addressType")
                        .column(PrinterColumn.text("Ports", 0, Cells::slicePorts))
                        .column(PrinterColumn.text("Endpoints", 0, Cells::sliceEndpoints))
                        .column(PrinterColumn.age())
                        .build(),
                ResourceDescriptor.core("coordination.k8s.io", "v1", "Lease", "leases")
                        .column("Holder", "string", ".spec.holderIdentity")
                        .column(PrinterColumn.age())
                        .build(),
                ResourceDescriptor.core("policy", "v1", "PodDisruptionBudget", "poddisruptionbudgets")
                        .statusSubresource()
                        .tracksGeneration()
                        .shortNames("pdb")
                        .column("Min Available", "string", ".spec.minAvailable")
                        .column("Max Unavailable", "string", ".spec.maxUnavailable")
                        .column("Allowed Disruptions", "integer", ".status.disruptionsAllowed")
                        .column(PrinterColumn.age())
                        .build(),
                ResourceDescriptor.core("autoscaling", "v2", "HorizontalPodAutoscaler", "horizontalpodautoscalers")
                        .statusSubresource()
                        .tracksGeneration()
                        .shortNames("hpa")
                        .column(PrinterColumn.text(
                                "Reference", 0, o -> Cells.orNone(o, "spec", "scaleTargetRef", "name")))
                        .column("MinPods", "string", ".spec.minReplicas")
                        .column("MaxPods", "string", ".spec.maxReplicas")
                        .column(PrinterColumn.age())
                        .build(),
                rbac("Role", "roles").build(),
                rbac("RoleBinding", "rolebindings").build(),
                rbac("ClusterRole", "clusterroles").clusterScoped().build(),
                rbac("ClusterRoleBinding", "clusterrolebindings")
                        .clusterScoped()
                        .build());
    }

    private static ResourceDescriptor.Builder core(String kind, String plural) {
        return ResourceDescriptor.core("", "v1", kind, plural);
    }

    private static ResourceDescriptor.Builder rbac(String kind, String plural) {
        return ResourceDescriptor.core(RBAC, "v1", kind, plural);
    }
}
