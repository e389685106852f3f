package dev.windrose.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One thing that somebody did or tried. Names of fields, never their values. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AuditEventSpec(
        @JsonPropertyDescription("When, by the database's clock, RFC 3339.") @Nullable
        String time,

        @JsonPropertyDescription("Who; system:anonymous where nobody could be recognised.") @Nullable
        String user,

        @JsonPropertyDescription("The caller's groups.") @Nullable
        List<String> groups,

        @JsonPropertyDescription("The address that the request came from.") @Nullable
        String source,

        @JsonPropertyDescription("The program that sent the request.") @Nullable
        String userAgent,

        @JsonPropertyDescription("create, update, patch, delete, deletecollection; join and renew of members.")
        @Nullable
        String verb,

        @JsonPropertyDescription("The kind's plural with its group.") @Nullable
        String resource,

        @JsonPropertyDescription("The part of the object that was asked for, e.g. scale.") @Nullable
        String subresource,

        @JsonPropertyDescription("The object's namespace.") @Nullable
        String namespace,

        @JsonPropertyDescription("The object's name.") @Nullable
        String name,

        @JsonPropertyDescription("The object's uid, where there is one.") @Nullable
        String uid,

        @JsonPropertyDescription("The path, where the request was about no object.") @Nullable
        String path,

        @JsonPropertyDescription("The HTTP code of the answer.") @Nullable
        Integer code,

        @JsonPropertyDescription("Only asked what would happen.") @Nullable
        Boolean dryRun,

        @JsonPropertyDescription("The right that allowed it.") @Nullable
        String allowedBy,

        @JsonPropertyDescription("The request; answered to the caller in the header Audit-Id.") @Nullable
        String requestId,

        @JsonPropertyDescription("The fields that differ afterwards: their names, at most 64.") @Nullable
        List<String> changed,

        @JsonPropertyDescription("How many such events this one stands for, where refusals came too fast.") @Nullable
        Integer count) {}
