package dev.windrose.placement;

import dev.windrose.placement.inventory.Taint;
import java.util.Collection;
import java.util.Optional;

/**
 * A toleration with Kubernetes' meaning: an empty key with {@code exists} tolerates everything; an empty effect
 * matches every effect.
 */
public record Toleration(String key, boolean exists, String value, Optional<Taint.Effect> effect) {
    public Toleration {
        if (key.isEmpty() && !exists) {
            throw new IllegalArgumentException("A toleration without a key needs operator Exists.");
        }
    }

    public boolean tolerates(Taint taint) {
        return (effect.isEmpty() || effect.get() == taint.effect())
                && (key.isEmpty() || key.equals(taint.key()))
                && (exists || value.equals(taint.value()));
    }

    /** The first taint that keeps off and that none of the tolerations tolerates. */
    static Optional<Taint> firstUntolerated(Collection<Taint> taints, Collection<Toleration> tolerations) {
        for (Taint taint : taints) {
            if (taint.keepsOff() && tolerations.stream().noneMatch(each -> each.tolerates(taint))) {
                return Optional.of(taint);
            }
        }
        return Optional.empty();
    }
}
