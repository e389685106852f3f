package dev.windrose.kubeapi.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.kubeapi.json.Json;
import dev.windrose.kubeapi.json.JsonPath;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** Built-in kinds with the names, subresources and columns that kubectl users know. */
public final class CoreKinds {
    private static final String NONE = "<none>";

    private CoreKinds() {}

    /** Every built-in kind that this class knows. */
    public static List<ResourceDescriptor> all() {
        return List.of(
                namespace(),
                event(),
                newerEvent(),
                node(),
                pod(),
                service(),
                endpoints(),
                configMap(),
                secret(),
                serviceAccount(),
                deployment(),
                replicaSet(),
                endpointSlice(),
                lease());
    }

    public static ResourceDescriptor namespace() {
        return ResourceDescriptor.core("", "v1", "Namespace", "namespaces")
                .clusterScoped()
                .shortNames("ns")
                .statusSubresource()
                .selectableFields("status.phase")
                .column("Status", "string", ".status.phase")
                .column(PrinterColumn.age())
                .build();
    }

    /** core/v1 Event. */
    public static ResourceDescriptor event() {
        return EventKinds.core();
    }

    /** events.k8s.io/v1 Event: the same objects as {@link #event}, which must be served too. */
    public static ResourceDescriptor newerEvent() {
        return EventKinds.newer();
    }

    public static ResourceDescriptor node() {
        return ResourceDescriptor.core("", "v1", "Node", "nodes")
                .clusterScoped()
                .shortNames("no")
                .statusSubresource()
                .selectableFields("spec.unschedulable")
                .column(PrinterColumn.text("Status", 0, CoreKinds::nodeStatus))
                .column(PrinterColumn.text("Roles", 0, CoreKinds::nodeRoles))
                .column(PrinterColumn.age())
                .column("Version", "string", ".status.nodeInfo.kubeletVersion")
                .wideColumn("Internal-IP", "string", ".status.addresses[?(@.type==\"InternalIP\")].address")
                .wideColumn("External-IP", "string", ".status.addresses[?(@.type==\"ExternalIP\")].address")
                .wideColumn("OS-Image", "string", ".status.nodeInfo.osImage")
                .wideColumn("Kernel-Version", "string", ".status.nodeInfo.kernelVersion")
                .wideColumn("Container-Runtime", "string", ".status.nodeInfo.containerRuntimeVersion")
                .build();
    }

    public static ResourceDescriptor pod() {
        return ResourceDescriptor.core("", "v1", "Pod", "pods")
                .shortNames("po")
                .categories("all")
                .statusSubresource()
                .selectableFields(
                        "spec.nodeName",
                        "spec.restartPolicy",
                        "spec.schedulerName",
                        "spec.serviceAccountName",
                        "status.phase",
                        "status.podIP")
                .column(PrinterColumn.text("Ready", 0, pod -> {
                    long ready = pod.path("status")
                            .path("containerStatuses")
                            .valueStream()
                            .filter(c -> c.path("ready").asBoolean())
                            .count();
                    return ready + "/" + pod.path("spec").path("containers").size();
                }))
                .column(PrinterColumn.text("Status", 0, CoreKinds::podStatus))
                .column(PrinterColumn.of(
                        "Restarts",
                        "string",
                        0,
                        (pod, _) -> pod.textNode(Long.toString(pod.path("status")
                                .path("containerStatuses")
                                .valueStream()
                                .mapToLong(c -> c.path("restartCount").asLong())
                                .sum()))))
                .column(PrinterColumn.age())
                .column(PrinterColumn.text("IP", 1, pod -> orNone(first(pod, ".status.podIP"))))
                .column(PrinterColumn.text("Node", 1, pod -> orNone(first(pod, ".spec.nodeName"))))
                .column(PrinterColumn.text("Nominated Node", 1, pod -> orNone(first(pod, ".status.nominatedNodeName"))))
                .column(PrinterColumn.text("Readiness Gates", 1, _ -> NONE))
                .build();
    }

    public static ResourceDescriptor service() {
        return ResourceDescriptor.core("", "v1", "Service", "services")
                .shortNames("svc")
                .categories("all")
                .statusSubresource()
                .selectableFields("spec.clusterIP", "spec.type")
                .column(PrinterColumn.text("Type", 0, service -> {
                    String type = Json.text(service, "spec", "type");
                    return type.isEmpty() ? "ClusterIP" : type;
                }))
                .column(PrinterColumn.text("Cluster-IP", 0, service -> orNone(first(service, ".spec.clusterIP"))))
                .column(PrinterColumn.text("External-IP", 0, CoreKinds::externalIp))
                .column(PrinterColumn.text("Port(s)", 0, CoreKinds::servicePorts))
                .column(PrinterColumn.age())
                .column(PrinterColumn.text(
                        "Selector", 1, service -> labels(service.path("spec").path("selector"))))
                .build();
    }

    public static ResourceDescriptor endpoints() {
        return ResourceDescriptor.core("", "v1", "Endpoints", "endpoints")
                .shortNames("ep")
                .build();
    }

    public static ResourceDescriptor configMap() {
        return ResourceDescriptor.core("", "v1", "ConfigMap", "configmaps")
                .shortNames("cm")
                .column(data())
                .column(PrinterColumn.age())
                .build();
    }

    public static ResourceDescriptor secret() {
        return ResourceDescriptor.core("", "v1", "Secret", "secrets")
                .selectableFields("type")
                .admission(CoreKinds::secretData)
                .column("Type", "string", ".type")
                .column(data())
                .column(PrinterColumn.age())
                .build();
    }

    public static ResourceDescriptor serviceAccount() {
        return ResourceDescriptor.core("", "v1", "ServiceAccount", "serviceaccounts")
                .shortNames("sa")
                .column(PrinterColumn.of(
                        "Secrets",
                        "string",
                        0,
                        (account, _) -> account.textNode(
                                Integer.toString(account.path("secrets").size()))))
                .column(PrinterColumn.age())
                .build();
    }

    public static ResourceDescriptor deployment() {
        return ResourceDescriptor.core("apps", "v1", "Deployment", "deployments")
                .shortNames("deploy")
                .categories("all")
                .statusSubresource()
                .scale(Scale.USUAL)
                .tracksGeneration()
                .column(PrinterColumn.text(
                        "Ready",
                        0,
                        deployment ->
                                count(deployment, "/status/readyReplicas") + "/" + count(deployment, "/spec/replicas")))
                .column(number("Up-to-date", 0, "/status/updatedReplicas"))
                .column(number("Available", 0, "/status/availableReplicas"))
                .column(PrinterColumn.age())
                .column(containers("Containers", "name"))
                .column(containers("Images", "image"))
                .column(podSelector())
                .build();
    }

    public static ResourceDescriptor replicaSet() {
        return ResourceDescriptor.core("apps", "v1", "ReplicaSet", "replicasets")
                .shortNames("rs")
                .categories("all")
                .statusSubresource()
                .scale(Scale.USUAL)
                .tracksGeneration()
                .selectableFields("status.replicas")
                .column(number("Desired", 0, "/spec/replicas"))
                .column(number("Current", 0, "/status/replicas"))
                .column(number("Ready", 0, "/status/readyReplicas"))
                .column(PrinterColumn.age())
                .column(containers("Containers", "name"))
                .column(containers("Images", "image"))
                .column(podSelector())
                .build();
    }

    public static ResourceDescriptor endpointSlice() {
        return ResourceDescriptor.core("discovery.k8s.io", "v1", "EndpointSlice", "endpointslices")
                .tracksGeneration()
                .column("AddressType", "string", ".addressType")
                .column(PrinterColumn.text("Ports", 0, slice -> joined(slice.path("ports"), "port")))
                .column(PrinterColumn.text("Endpoints", 0, slice -> {
                    String addresses = slice.path("endpoints")
                            .valueStream()
                            .flatMap(endpoint -> endpoint.path("addresses").valueStream())
                            .limit(3)
                            .map(JsonNode::asText)
                            .collect(Collectors.joining(","));
                    return addresses.isEmpty() ? "<unset>" : addresses;
                }))
                .column(PrinterColumn.age())
                .build();
    }

    public static ResourceDescriptor lease() {
        return ResourceDescriptor.core("coordination.k8s.io", "v1", "Lease", "leases")
                .column("Holder", "string", ".spec.holderIdentity")
                .column(PrinterColumn.age())
                .build();
    }

    private static PrinterColumn containers(String name, String field) {
        return PrinterColumn.text(name, 1, object -> joined(object.at("/spec/template/spec/containers"), field));
    }

    private static PrinterColumn podSelector() {
        return PrinterColumn.text("Selector", 1, object -> labels(object.at("/spec/selector/matchLabels")));
    }

    private static PrinterColumn data() {
        return PrinterColumn.of(
                "Data",
                "string",
                0,
                (object, _) -> object.textNode(Integer.toString(
                        object.path("data").size() + object.path("binaryData").size())));
    }

    private static PrinterColumn number(String name, int priority, String pointer) {
        return PrinterColumn.of(name, "string", priority, (object, _) -> object.textNode(count(object, pointer)));
    }

    private static String count(ObjectNode object, String pointer) {
        return Long.toString(object.at(pointer).asLong());
    }

    private static String first(ObjectNode object, String... paths) {
        for (String path : paths) {
            List<JsonNode> found = JsonPath.parse(path).find(object);
            if (!found.isEmpty() && !found.getFirst().asText("").isEmpty()) {
                return found.getFirst().asText();
            }
        }
        return "";
    }

    private static String orNone(String text) {
        return text.isEmpty() ? NONE : text;
    }

    private static String joined(JsonNode array, String field) {
        String text = array.valueStream().map(e -> e.path(field).asText()).collect(Collectors.joining(","));
        return text.isEmpty() ? "<unset>" : text;
    }

    private static String labels(JsonNode labels) {
        String text = StreamSupport.stream(labels.properties().spliterator(), false)
                .map(label -> label.getKey() + "=" + label.getValue().asText())
                .collect(Collectors.joining(","));
        return orNone(text);
    }

    private static String nodeStatus(ObjectNode node) {
        String ready = node.path("status")
                .path("conditions")
                .valueStream()
                .filter(condition -> condition.path("type").asText().equals("Ready"))
                .map(condition -> condition.path("status").asText())
                .findFirst()
                .orElse("");
        String status = ready.isEmpty() ? "Unknown" : ready.equals("True") ? "Ready" : "NotReady";
        return node.path("spec").path("unschedulable").asBoolean() ? status + ",SchedulingDisabled" : status;
    }

    private static String nodeRoles(ObjectNode node) {
        String prefix = "node-role.kubernetes.io/";
        String roles = StreamSupport.stream(
                        node.path("metadata").path("labels").properties().spliterator(), false)
                .map(java.util.Map.Entry::getKey)
                .filter(key -> key.startsWith(prefix))
                .map(key -> key.substring(prefix.length()))
                .sorted()
                .collect(Collectors.joining(","));
        return orNone(roles);
    }

    private static String podStatus(ObjectNode pod) {
        if (!Json.text(pod, "metadata", "deletionTimestamp").isEmpty()) {
            return "Terminating";
        }
        String waiting = first(pod, ".status.containerStatuses[*].state.waiting.reason");
        String reason = first(pod, ".status.reason", ".status.phase");
        return waiting.isEmpty() ? (reason.isEmpty() ? "Pending" : reason) : waiting;
    }

    private static String externalIp(ObjectNode service) {
        return orNone(first(
                service,
                ".status.loadBalancer.ingress[*].ip",
                ".status.loadBalancer.ingress[*].hostname",
                ".spec.externalIPs[*]"));
    }

    private static String servicePorts(ObjectNode service) {
        String ports = service.path("spec")
                .path("ports")
                .valueStream()
                .map(port ->
                        port.path("port").asText() + "/" + port.path("protocol").asText("TCP"))
                .collect(Collectors.joining(","));
        return orNone(ports);
    }

    /** {@code stringData} is only for writing: it ends up in {@code data}. */
    private static Admission.Verdict secretData(Admission.Request request) {
        ObjectNode after = request.after();
        if (after == null) {
            return Admission.ADMITTED;
        }
        ObjectNode secret = after.deepCopy();
        if (secret.path("type").asText().isEmpty()) {
            secret.put("type", "Opaque");
        }
        if (secret.remove("stringData") instanceof ObjectNode texts) {
            ObjectNode data = Json.child(secret, "data");
            texts.properties()
                    .forEach(text -> data.put(
                            text.getKey(),
                            java.util.Base64.getEncoder()
                                    .encodeToString(text.getValue()
                                            .asText()
                                            .getBytes(java.nio.charset.StandardCharsets.UTF_8))));
        }
        return new Admission.Verdict.Changed(secret);
    }
}
