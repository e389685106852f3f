package dev.windrose.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** Who may join as what. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record JoinTokenSpec(
        @Required
        @Pattern("^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$")
        @Size(max = 63)
        @ValidationRule(
                value = "self != 'windrose-hub'",
                message = "is the hub's own name in certificates and topics; give the member another")
        @ValidationRule(value = "self == oldSelf", message = IMMUTABLE)
        @JsonPropertyDescription("The name that the member gets.")
        String cluster,

        @Required
        @Pattern("^[0-9a-f]{64}$")
        @ValidationRule(value = "self == oldSelf", message = IMMUTABLE)
        @JsonPropertyDescription("SHA-256 in hex of the token's secret part.")
        String tokenHash,

        @Required
        @Pattern("^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{1,9})?Z$")
        @JsonPropertyDescription("RFC 3339, UTC. After it the token is refused.")
        String expiresAt,

        @JsonPropertyDescription("Sign the agent's certificate without asking a person.") @Nullable
        Boolean autoAccept,

        @JsonPropertyDescription("Set by an operator: the waiting certificate request may be signed.") @Nullable
        Boolean accepted,

        @JsonPropertyDescription("The spec that the MemberCluster is made with.") @Nullable
        MemberClusterSpec member) {

    private static final String IMMUTABLE =
            "cannot be changed once the token is made; delete the token and make another";
}
