package dev.windrose.hub.fleet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.kubeapi.resource.Admission;
import dev.windrose.kubeapi.status.Cause;
import dev.windrose.protocol.ClusterName;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;

/** What a schema cannot say of a MemberCluster and of the JoinToken that leads to one. */
final class MemberAdmission {
    static final String NAME_RULE =
            "a member's name is part of topics and certificates, so it must have at most 63 lower case letters, digits and dashes, begin and end with a letter or digit, and not be %s"
                    .formatted(ClusterName.RESERVED_FOR_HUB);

    private MemberAdmission() {}

    /** A name that is no member's would be refused by planner and link alike, long after it was written. */
    static Admission.Verdict member(Admission.Request request) {
        return verdict(request, MemberAdmission::checkMember);
    }

    static Admission.Verdict token(Admission.Request request) {
        return verdict(request, MemberAdmission::checkToken);
    }

    private interface Check {
        void add(ObjectNode object, List<Cause> causes);
    }

    private static Admission.Verdict verdict(Admission.Request request, Check check) {
        var object = request.after();
        if (object == null || !request.subresource().isEmpty()) {
            return Admission.ADMITTED;
        }
        var causes = new ArrayList<Cause>();
        check.add(object, causes);
        return causes.isEmpty() ? Admission.ADMITTED : new Admission.Verdict.Invalid(causes);
    }

    private static void checkMember(ObjectNode object, List<Cause> causes) {
        checkName("metadata.name", object.at("/metadata/name"), causes);
    }

    private static void checkToken(ObjectNode object, List<Cause> causes) {
        checkName("spec.cluster", object.at("/spec/cluster"), causes);
        var expiresAt = object.at("/spec/expiresAt").asText();
        try {
            Instant.parse(expiresAt);
        } catch (DateTimeParseException _) {
            causes.add(Cause.invalid(
                    "spec.expiresAt", expiresAt, "there is no such instant; write it like 2030-01-31T12:00:00Z"));
        }
    }

    private static void checkName(String field, JsonNode name, List<Cause> causes) {
        if (!ClusterName.isValid(name.asText())) {
            causes.add(Cause.invalid(field, name.asText(), NAME_RULE));
        }
    }
}
