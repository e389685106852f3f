package dev.windrose.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import org.jspecify.annotations.Nullable;

/** Where the decision stands. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ApprovalStatus(
        @JsonPropertyDescription("Valid or Expired.") @Nullable
        String state) {}
