package dev.windrose.hub.access;

import dev.windrose.api.ApprovalSpec;
import dev.windrose.api.ApprovalSpec.Decision;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Objects;

/**
 * What people decided about plans. A decision counts for the very plan that was looked at (its hash), until it ends; one
 * that rejects outweighs any that approve.
 */
@ApplicationScoped
public class Approvals {
    private final AccessMirror mirror;
    private final InstantSource clock;

    public Approvals(AccessMirror mirror, InstantSource clock) {
        this.mirror = mirror;
        this.clock = clock;
    }

    /** How a plan stands. */
    public enum Standing {
        /** Nobody decided, or the decision is over. */
        OPEN,
        APPROVED,
        REJECTED
    }

    public Standing of(ApprovalSpec.Subject subject) {
        return of(mirror.current().approvals(), subject, clock.instant());
    }

    static Standing of(List<ApprovalSpec> approvals, ApprovalSpec.Subject subject, Instant now) {
        var decisions = approvals.stream()
                .filter(approval -> approval.subject().equals(subject))
                .filter(approval -> !isOver(Objects.requireNonNullElse(approval.expiresAt(), ""), now))
                .map(ApprovalSpec::decision)
                .toList();
        if (decisions.contains(Decision.Reject)) {
            return Standing.REJECTED;
        }
        return decisions.contains(Decision.Approve) ? Standing.APPROVED : Standing.OPEN;
    }

    /** An end that cannot be read has passed. */
    static boolean isOver(String expiresAt, Instant now) {
        try {
            return !now.isBefore(Instant.parse(expiresAt));
        } catch (DateTimeParseException _) {
            return true;
        }
    }
}
