package dev.windrose.hub.fleet;

import dev.windrose.api.Fleet;
import dev.windrose.kubeapi.resource.Admission;
import dev.windrose.kubeapi.status.Cause;
import java.util.List;

/** There is one Fleet, and it stays. */
final class FleetAdmission implements Admission {
    @Override
    public Verdict admit(Request request) {
        if (request.operation() == Operation.DELETE) {
            return new Verdict.Forbidden("the fleet cannot be deleted; take spec.pause out to resume it");
        }
        var after = request.after();
        var name = after == null ? Fleet.NAME : after.at("/metadata/name").asText();
        return name.equals(Fleet.NAME)
                ? ADMITTED
                : new Verdict.Invalid(List.of(Cause.invalid(
                        "metadata.name", name, "there is one fleet, and it is called %s".formatted(Fleet.NAME))));
    }
}
