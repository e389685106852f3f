package dev.windrose.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import org.jspecify.annotations.Nullable;

/** What people say about the whole fleet. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record FleetSpec(
        @JsonPropertyDescription("Stops the automation for every workload and cluster until it is taken out.") @Nullable
        Pause pause) {}
