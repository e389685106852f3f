package dev.windrose.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import org.jspecify.annotations.Nullable;

/** Where the joining stands. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record JoinTokenStatus(
        @JsonPropertyDescription("Waiting (a request came, nobody accepted it yet) or Used.") @Nullable
        String state,

        @JsonPropertyDescription("SHA-256 of the public key that claimed the token; only it may come again.") @Nullable
        String claimedBy,

        @JsonPropertyDescription("When the token was used.") @Nullable
        String usedAt) {}
