package dev.windrose.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a role allows: whatever one of its rules allows. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RoleSpec(
        @Size(max = 256) @JsonPropertyDescription("What the role is for, in a line.") @Nullable
        String description,

        @Required @Size(max = 64) @JsonPropertyDescription("Any one of them is enough.")
        List<Rule> rules) {

    /**
     * A rule, as Kubernetes RBAC has it: of resources (apiGroups, resources, perhaps resourceNames), or of paths.
     * https://kubernetes.io/docs/reference/access-authn-authz/rbac/
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Rule(
            @Required
            @Size(max = 32)
            @JsonPropertyDescription("get, list, watch, create, update, patch, delete, deletecollection; or *.")
            List<String> verbs,

            @Size(max = 16)
            @JsonPropertyDescription("API groups of the resources, e.g. fleet.windrose.dev; \"\" for core; or *.")
            @Nullable
            List<String> apiGroups,

            @Size(max = 64)
            @JsonPropertyDescription("Plurals, with a subresource as inferenceworkloads/scale; or *.")
            @Nullable
            List<String> resources,

            @Size(max = 256)
            @JsonPropertyDescription(
                    "Only objects of these names. Empty: all. Does not fit create, list and watch of all.")
            @Nullable
            List<String> resourceNames,

            @JsonProperty("nonResourceURLs")
            @Size(max = 64)
            @JsonPropertyDescription("Paths that are no resource, e.g. /q/metrics; a * at the end stands for anything.")
            @Nullable
            List<String> nonResourcePaths) {}
}
