package dev.windrose.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whom the token stands for. Only the description can change later. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ApiTokenSpec(
        @Size(max = 256) @JsonPropertyDescription("What uses it, and who answers for it.") @Nullable
        String description,

        @Size(min = 1, max = 256)
        @JsonPropertyDescription("The user the token acts as. Absent: windrose:token:<name>.")
        @Nullable
        String user,

        @Size(max = 32)
        @JsonPropertyDescription("Groups of that user. Absent: none. A RoleBinding can also name the Token itself.")
        @Nullable
        List<String> groups,

        @Pattern("^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{1,9})?Z$")
        @JsonPropertyDescription("RFC 3339, UTC. After it the token is refused. Absent: 90 days from now.")
        @Nullable
        String expiresAt) {}
