package dev.windrose.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What people say about a member; what it has, its agent reports. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record MemberClusterSpec(
        @Size(max = 63) @JsonPropertyDescription("aws, azure, gcp or another name that price sources use.") @Nullable
        String cloud,

        @Size(max = 128)
        @JsonPropertyDescription("Account, subscription or project; stock-outs and quotas are counted by it.")
        @Nullable
        String account,

        @Size(max = 63)
        @JsonPropertyDescription("The provider's region, e.g. eu-west-1. Absent: taken from the nodes.")
        @Nullable
        String region,

        @Size(max = 64) @JsonPropertyDescription("Labels for clusterSelector.") @Nullable
        Map<String, @Size(max = 63) String> labels,

        @Size(max = 32) @JsonPropertyDescription("Keep workloads away that do not tolerate them.") @Nullable
        List<ClusterTaint> taints,

        @Size(max = 1024) @JsonPropertyDescription("Namespaces that may place here; globs. Empty: all.") @Nullable
        List<@Size(min = 1, max = 63) String> allowedNamespaces,

        @JsonPropertyDescription("Nothing new comes here; what runs stays.") @Nullable
        Boolean cordon,

        @JsonPropertyDescription("Stops the automation on this cluster until it is taken out; what runs there goes on.")
        @Nullable
        Pause pause) {

    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record ClusterTaint(
            @Required
            @Pattern("^[A-Za-z0-9]([A-Za-z0-9._/-]*[A-Za-z0-9])?$")
            @Size(max = 316)
            @JsonPropertyDescription("Told apart by it.")
            String key,

            @Size(max = 63) @JsonPropertyDescription("Tolerated by value, if one is given.") @Nullable
            String value) {}
}
