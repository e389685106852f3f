package dev.windrose.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import org.jspecify.annotations.Nullable;

/** What the hub says of a token. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ApiTokenStatus(
        @JsonPropertyDescription("The secret; only in the answer to the creation, stored nowhere.") @Nullable
        String token,

        @JsonPropertyDescription("How the token begins, to recognise it by.") @Nullable
        String prefix,

        @JsonPropertyDescription("SHA-256 in hex of the secret, 256 random bits.") @Nullable
        String tokenHash,

        @JsonPropertyDescription("When it was last used, to within an hour.") @Nullable
        String lastUsedAt) {}
