package dev.windrose.kubeapi.resource;

import dev.windrose.kubeapi.store.ResourceName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The kinds an API serves. Immutable. */
public final class ResourceRegistry {
    public static final ResourceName NAMESPACES = new ResourceName("", "namespaces");

    private final Map<ResourceName, ResourceDescriptor> byName;

    private ResourceRegistry(Map<ResourceName, ResourceDescriptor> byName) {
        this.byName = byName;
    }

    /** @throws IllegalArgumentException when two kinds of one group share a plural or a kind */
    public static ResourceRegistry of(Collection<ResourceDescriptor> descriptors) {
        var byName = new LinkedHashMap<ResourceName, ResourceDescriptor>();
        var kinds = new LinkedHashSet<String>();
        for (ResourceDescriptor descriptor : descriptors) {
            boolean newKind = kinds.add(descriptor.group() + "/" + descriptor.kind());
            if (byName.put(descriptor.name(), descriptor) != null || !newKind) {
                throw new IllegalArgumentException("Two kinds are called " + descriptor.name());
            }
        }
        return new ResourceRegistry(byName);
    }

    public static ResourceRegistry of(ResourceDescriptor... descriptors) {
        return of(List.of(descriptors));
    }

    public Collection<ResourceDescriptor> all() {
        return byName.values();
    }

    public Optional<ResourceDescriptor> find(ResourceName name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** The kind behind a path, if it is served in that version. */
    public Optional<ResourceDescriptor> find(String group, String version, String plural) {
        return plural.isEmpty()
                ? Optional.empty()
                : find(new ResourceName(group, plural))
                        .filter(found -> found.versions().contains(version));
    }

    /** The kind that an object names by its apiVersion and kind. */
    public Optional<ResourceDescriptor> findKind(String apiVersion, String kind) {
        return byName.values().stream()
                .filter(found -> found.kind().equals(kind)
                        && found.versions().stream()
                                .anyMatch(version -> found.apiVersion(version).equals(apiVersion)))
                .findFirst();
    }

    /** @throws IllegalArgumentException when no such kind is served: the program asked for what it did not register */
    public ResourceDescriptor require(String group, String plural) {
        return find(new ResourceName(group, plural))
                .orElseThrow(() -> new IllegalArgumentException("No kind %s is registered. Maybe the group is wrong."
                        .formatted(new ResourceName(group, plural))));
    }

    /** Groups with their versions in order of registration; the core group is the empty text. */
    public Map<String, Set<String>> groups() {
        var groups = new LinkedHashMap<String, Set<String>>();
        for (ResourceDescriptor descriptor : byName.values()) {
            groups.computeIfAbsent(descriptor.group(), _ -> new LinkedHashSet<>())
                    .addAll(descriptor.versions());
        }
        return groups;
    }

    public List<ResourceDescriptor> in(String group, String version) {
        return byName.values().stream()
                .filter(found -> found.group().equals(group) && found.versions().contains(version))
                .collect(Collectors.toCollection(ArrayList::new));
    }
}
