package dev.windrose.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who has which role where. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RoleBindingSpec(
        @Required @Size(min = 1, max = 253) @JsonPropertyDescription("The name of the Role.")
        String role,

        @Required @Size(max = 256) @JsonPropertyDescription("Who gets it.")
        List<Subject> subjects,

        @Size(max = 1024)
        @JsonPropertyDescription(
                "Only in these namespaces, and nothing outside of namespaces. Absent: everywhere. An empty list gives nothing.")
        @Nullable
        List<@Pattern("^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$") String> namespaces) {

    /** Somebody. */
    public record Subject(
            @Required @JsonPropertyDescription("User, Group, or Token (an ApiToken).")
            Kind kind,

            @Required
            @Size(min = 1, max = 256)
            @JsonPropertyDescription("The name as `kubectl auth whoami` shows it; of a Token, the ApiToken's name.")
            String name) {}

    /** What a subject is. */
    public enum Kind {
        User,
        Group,
        Token
    }
}
