package dev.windrose.hub.fleet;

import dev.windrose.kubeapi.resource.Admission;
import dev.windrose.kubeapi.status.Cause;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;

/** What neither schema nor CEL can say of a JoinToken: whether there is such an instant. */
final class TokenAdmission implements Admission {
    @Override
    public Verdict admit(Request request) {
        var object = request.after();
        if (object == null || !request.subresource().isEmpty()) {
            return ADMITTED;
        }
        var expiresAt = object.at("/spec/expiresAt").asText();
        try {
            Instant.parse(expiresAt);
            return ADMITTED;
        } catch (DateTimeParseException _) {
            return new Verdict.Invalid(List.of(Cause.invalid(
                    "spec.expiresAt", expiresAt, "there is no such instant; write it like 2030-01-31T12:00:00Z")));
        }
    }
}
