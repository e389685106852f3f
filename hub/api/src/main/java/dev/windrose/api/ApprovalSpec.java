package dev.windrose.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/** The decision. Nothing of it can change: whoever thinks otherwise deletes it and decides anew. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ApprovalSpec(
        @Required @JsonPropertyDescription("Approve or Reject.")
        Decision decision,

        @Required @JsonPropertyDescription("What was decided about.")
        Subject subject,

        @Size(max = 1024) @JsonPropertyDescription("Why, for those who read it later.") @Nullable
        String reason,

        @Pattern("^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{1,9})?Z$")
        @JsonPropertyDescription(
                "RFC 3339, UTC; at most 7 days ahead. After it the decision no longer counts. Absent: 24 hours from now.")
        @Nullable
        String expiresAt,

        @Size(max = 256)
        @JsonPropertyDescription("Who decided. The hub writes it from the caller, whatever is given.")
        @Nullable
        String approver) {

    /** Yes or no. */
    public enum Decision {
        Approve,
        Reject
    }

    /** A decision holds for one plan: another hash is another plan, about which nothing was decided. */
    public record Subject(
            @Required @Size(min = 1, max = 63) @JsonPropertyDescription("The kind, e.g. FleetUpgrade or RunbookRun.")
            String kind,

            @Required @Size(min = 1, max = 253) @JsonPropertyDescription("The object's name.")
            String name,

            @Required
            @Pattern("^[0-9a-f]{64}$")
            @JsonPropertyDescription("SHA-256 in hex of the plan that was looked at.")
            String planHash) {}
}
