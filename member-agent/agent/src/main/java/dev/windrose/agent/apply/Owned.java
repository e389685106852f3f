package dev.windrose.agent.apply;

import com.fasterxml.jackson.databind.JsonNode;
import dev.windrose.protocol.Digest;
import dev.windrose.protocol.Generation;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of a live object of ours: a few values instead of the object.
 *
 * @param resourceVersion only to be compared for equality
 * @param section whose it is, as labelled
 * @param digest of the body it was last applied from, as annotated; empty when somebody removed that
 * @param since the generation stamped on it
 * @param compared the digest of the desired body it was compared with when seen; empty when none was desired
 * @param covered whether nothing that body names had been changed
 * @param projection digest of what is left of the live object in that body's shape; empty when none was desired
 * @param facts what other parts of the agent want to know of this kind, or null
 */
public record Owned(
        String resourceVersion,
        String section,
        String digest,
        Generation since,
        boolean terminating,
        String compared,
        boolean covered,
        String projection,
        @Nullable Object facts) {

    static Owned of(JsonNode live, @Nullable DesiredObject desired, @Nullable JsonNode body, @Nullable Object facts) {
        JsonNode projection = body == null ? null : Projection.of(live, body);
        return new Owned(
                live.path("metadata").path("resourceVersion").asText(),
                Ownership.label(live, Ownership.SECTION),
                Ownership.annotation(live, Ownership.DIGEST),
                Ownership.stampOf(live),
                live.path("metadata").hasNonNull("deletionTimestamp"),
                desired == null ? "" : desired.digest().hex(),
                body != null && Projection.covers(live, body),
                projection == null ? "" : Digest.of(projection.toString()).hex(),
                facts);
    }

    /**
     * Whether the live object is what {@code desired} asks for.
     *
     * @param accepted the projection that the API server answered when this very body was applied, empty if it was not:
     *     what it normalised (a quantity, say) is no drift
     */
    boolean matches(DesiredObject desired, String accepted) {
        String wanted = desired.digest().hex();
        return !terminating
                && digest.equals(wanted)
                && compared.equals(wanted)
                && section.equals(desired.section().value())
                && (covered || (!accepted.isEmpty() && projection.equals(accepted)));
    }
}
