package dev.windrose.kubeapi.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.kubeapi.json.Json;
import dev.windrose.kubeapi.resource.ResourceDescriptor;
import dev.windrose.kubeapi.resource.ResourceRegistry;
import dev.windrose.kubeapi.status.Failures;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What is served: aggregated discovery (v2, v2beta1) and the older documents. Pure. */
record Discovery(ResourceRegistry registry) {
    private static final List<String> SUBRESOURCE_VERBS = List.of("get", "patch", "update");

    /** Groups that are served beside the registered kinds, with the kinds that can only be created. */
    static final Map<String, Map<String, String>> REVIEWS = Map.of(
            "authorization.k8s.io",
                    Map.of(
                            "selfsubjectaccessreviews", "SelfSubjectAccessReview",
                            "selfsubjectrulesreviews", "SelfSubjectRulesReview"),
            "authentication.k8s.io", Map.of("selfsubjectreviews", "SelfSubjectReview"));

    /** The kind of a review by its place; empty when there is none. */
    static String reviewKind(String group, String plural) {
        return REVIEWS.getOrDefault(group, Map.of()).getOrDefault(plural, "");
    }

    private Map<String, Set<String>> groups() {
        var groups = new LinkedHashMap<String, Set<String>>(registry.groups());
        new TreeSet<>(REVIEWS.keySet()).forEach(group -> groups.putIfAbsent(group, Set.of("v1")));
        return groups;
    }

    /** {@code /api} and {@code /apis} in one document each. */
    ObjectNode aggregated(boolean core, String version) {
        ObjectNode list =
                Json.object().put("kind", "APIGroupDiscoveryList").put("apiVersion", "apidiscovery.k8s.io/" + version);
        list.putObject("metadata");
        ArrayNode items = list.putArray("items");
        groups().forEach((group, versions) -> {
            if (group.isEmpty() == core) {
                ObjectNode item = items.addObject();
                ObjectNode metadata = item.putObject("metadata");
                if (!core) {
                    metadata.put("name", group);
                }
                ArrayNode array = item.putArray("versions");
                versions.forEach(v -> array.add(aggregatedVersion(group, v)));
            }
        });
        return list;
    }

    private ObjectNode aggregatedVersion(String group, String version) {
        ObjectNode entry = Json.object().put("version", version);
        ArrayNode resources = entry.putArray("resources");
        for (ResourceDescriptor resource : registry.in(group, version)) {
            ObjectNode one = resources.addObject().put("resource", resource.plural());
            one.set("responseKind", kind(group, version, resource.kind()));
            one.put("scope", resource.namespaced() ? "Namespaced" : "Cluster");
            one.put("singularResource", resource.names().singular());
            strings(one, "verbs", resource.verbs());
            strings(one, "shortNames", resource.names().shortNames());
            strings(one, "categories", resource.names().categories());
            ArrayNode subresources = Json.MAPPER.createArrayNode();
            if (resource.hasStatusSubresource()) {
                subresource(subresources, "status", kind(group, version, resource.kind()), SUBRESOURCE_VERBS);
            }
            if (resource.scale().isPresent()) {
                subresource(subresources, "scale", kind("autoscaling", "v1", "Scale"), SUBRESOURCE_VERBS);
            }
            if (resource.name().equals(ResourceRegistry.NAMESPACES)) {
                subresource(subresources, "finalize", kind(group, version, resource.kind()), List.of("update"));
            }
            if (!subresources.isEmpty()) {
                one.set("subresources", subresources);
            }
        }
        REVIEWS.getOrDefault(group, Map.of()).forEach((plural, kind) -> {
            ObjectNode one = resources.addObject().put("resource", plural);
            one.set("responseKind", kind(group, version, kind));
            one.put("scope", "Cluster").put("singularResource", kind.toLowerCase(Locale.ROOT));
            strings(one, "verbs", List.of("create"));
        });
        return entry.put("freshness", "Current");
    }

    private static void subresource(ArrayNode to, String name, ObjectNode kind, List<String> verbs) {
        ObjectNode one = to.addObject().put("subresource", name);
        one.set("responseKind", kind);
        strings(one, "verbs", verbs);
    }

    private static ObjectNode kind(String group, String version, String kind) {
        return Json.object().put("group", group).put("version", version).put("kind", kind);
    }

    private static void strings(ObjectNode object, String field, List<String> values) {
        if (!values.isEmpty()) {
            ArrayNode array = object.putArray(field);
            values.forEach(array::add);
        }
    }

    /**
     * {@code /api}, as it was before aggregation.
     *
     * @param serverAddress where the caller reached us, as {@code address:port}; empty when that is not known
     */
    ObjectNode legacyCore(String serverAddress) {
        ObjectNode versions = Json.object().put("kind", "APIVersions");
        strings(versions, "versions", List.copyOf(groups().getOrDefault("", Set.of("v1"))));
        ArrayNode addresses = versions.putArray("serverAddressByClientCIDRs");
        if (!serverAddress.isEmpty()) {
            addresses.addObject().put("clientCIDR", "0.0.0.0/0").put("serverAddress", serverAddress);
        }
        return versions;
    }

    /** {@code /apis}, as it was before aggregation. */
    ObjectNode legacyGroups() {
        ObjectNode list = Json.object().put("kind", "APIGroupList").put("apiVersion", "v1");
        ArrayNode array = list.putArray("groups");
        groups().keySet().stream().filter(group -> !group.isEmpty()).forEach(group -> {
            ObjectNode one = group(group);
            one.remove(List.of("kind", "apiVersion"));
            array.add(one);
        });
        return list;
    }

    /** {@code /apis/<group>}. */
    ObjectNode group(String group) {
        Set<String> versions = groups().get(group);
        if (versions == null || group.isEmpty()) {
            throw Failures.noSuchPath();
        }
        ObjectNode one =
                Json.object().put("kind", "APIGroup").put("apiVersion", "v1").put("name", group);
        ArrayNode array = one.putArray("versions");
        versions.forEach(version -> array.add(groupVersion(group, version)));
        one.set("preferredVersion", groupVersion(group, versions.iterator().next()));
        return one;
    }

    private static ObjectNode groupVersion(String group, String version) {
        return Json.object().put("groupVersion", group + "/" + version).put("version", version);
    }

    /** {@code /api/<version>} and {@code /apis/<group>/<version>}. */
    ObjectNode resources(String group, String version) {
        if (!groups().getOrDefault(group, Set.of()).contains(version)) {
            throw Failures.noSuchPath();
        }
        ObjectNode list = Json.object().put("kind", "APIResourceList").put("apiVersion", "v1");
        list.put("groupVersion", group.isEmpty() ? version : group + "/" + version);
        ArrayNode array = list.putArray("resources");
        for (ResourceDescriptor resource : registry.in(group, version)) {
            ObjectNode one = entry(resource.plural(), resource, resource.kind(), resource.verbs());
            one.put("singularName", resource.names().singular());
            strings(one, "shortNames", resource.names().shortNames());
            strings(one, "categories", resource.names().categories());
            array.add(one.put("storageVersionHash", storageVersion(group, resource)));
            if (resource.hasStatusSubresource()) {
                array.add(entry(resource.plural() + "/status", resource, resource.kind(), SUBRESOURCE_VERBS));
            }
            if (resource.scale().isPresent()) {
                array.add(scale(resource));
            }
            if (resource.name().equals(ResourceRegistry.NAMESPACES)) {
                array.add(entry(resource.plural() + "/finalize", resource, resource.kind(), List.of("update")));
            }
        }
        REVIEWS.getOrDefault(group, Map.of()).forEach((plural, kind) -> {
            ObjectNode one = array.addObject().put("name", plural).put("singularName", kind.toLowerCase(Locale.ROOT));
            one.put("namespaced", false).put("kind", kind);
            strings(one, "verbs", List.of("create"));
        });
        return list;
    }

    private static ObjectNode scale(ResourceDescriptor resource) {
        ObjectNode one = Json.object().put("name", resource.plural() + "/scale").put("singularName", "");
        one.put("namespaced", resource.namespaced());
        one.put("group", "autoscaling").put("version", "v1").put("kind", "Scale");
        strings(one, "verbs", SUBRESOURCE_VERBS);
        return one;
    }

    /** What the objects are stored as, hashed as the real server does: clients that keep objects notice a migration. */
    private static String storageVersion(String group, ResourceDescriptor resource) {
        String stored = "%s/%s/%s".formatted(group, resource.version(), resource.kind());
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(stored.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(Arrays.copyOf(hash, 8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    private static ObjectNode entry(String name, ResourceDescriptor resource, String kind, List<String> verbs) {
        ObjectNode one = Json.object().put("name", name).put("singularName", "");
        one.put("namespaced", resource.namespaced()).put("kind", kind);
        strings(one, "verbs", new ArrayList<>(verbs));
        return one;
    }
}
