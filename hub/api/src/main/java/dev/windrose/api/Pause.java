package dev.windrose.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/**
 * A person stopped the automation here. What runs goes on and is reported; nothing is placed, moved, rolled out or
 * upgraded until the pause is taken out. An explicit deletion still happens.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Pause(
        @Required @Size(min = 1, max = 1024) @JsonPropertyDescription("Why, for those who find it paused.")
        String reason,

        @JsonPropertyDescription("Who paused it. Set by the server from the caller, whatever is written here.")
        @Nullable
        String by,

        @JsonPropertyDescription("Since when, RFC 3339. Set by the server, whatever is written here.") @Nullable
        String since) {}
