package dev.windrose.agent.apply;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.protocol.Generation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of a live object of ours: a few values instead of the object.
 *
 * @param version which object and which state of it this was made of
 * @param section whose it is, as labelled
 * @param digest of the body it was last applied from, as annotated; empty when somebody removed that
 * @param since the generation stamped on it
 * @param compared what it was compared with when seen ({@link OwnedObjects#comparison}); empty when nothing was desired
 * @param covered whether nothing that body names had been changed
 * @param projection digest of what is left of the live object in that body's shape; empty when none was desired, or
 *     it is covered
 * @param facts what other parts of the agent want to know of this kind, or null
 */
public record Owned(
        Version version,
        String section,
        String digest,
        Generation since,
        boolean terminating,
        String compared,
        boolean covered,
        String projection,
        @Nullable Object facts) {

    /**
     * A state of an object.
     *
     * @param resourceVersion only to be compared for equality
     * @param generation rises with what is desired of the object, not with its status; 0 where the kind has none
     * @param metadata all of it but these numbers; empty where the kind has no generation
     */
    record Version(String uid, String resourceVersion, long generation, String metadata) {
        static Version of(JsonNode live) {
            JsonNode metadata = live.path("metadata");
            long generation = metadata.path("generation").asLong();
            return new Version(
                    metadata.path("uid").asText(),
                    metadata.path("resourceVersion").asText(),
                    generation,
                    generation > 0 && metadata instanceof ObjectNode all ? lasting(all) : "");
        }

        private static String lasting(ObjectNode metadata) {
            ObjectNode copy = metadata.objectNode();
            copy.setAll(metadata);
            return copy.without(List.of("resourceVersion", "generation")).toString();
        }

        /** Whether nothing but the status can differ. */
        boolean differsInStatusOnly(Version other) {
            return generation > 0
                    && generation == other.generation
                    && uid.equals(other.uid)
                    && metadata.equals(other.metadata);
        }
    }

    static Owned of(JsonNode live, String compared, @Nullable JsonNode body, @Nullable Object facts) {
        boolean covered = body != null && Projection.covers(live, body);
        return new Owned(
                Version.of(live),
                Ownership.label(live, Ownership.SECTION),
                Ownership.annotation(live, Ownership.DIGEST),
                Ownership.stampOf(live),
                live.path("metadata").hasNonNull("deletionTimestamp"),
                compared,
                covered,
                covered || body == null ? "" : Projection.digest(live, body),
                facts);
    }

    /** The same after a change of the status; null when more may have changed, or it is compared with another body now. */
    @Nullable
    Owned after(Version next, String comparison, @Nullable Object nextFacts) {
        return next.differsInStatusOnly(version) && compared.equals(comparison)
                ? new Owned(next, section, digest, since, terminating, compared, covered, projection, nextFacts)
                : null;
    }

    String resourceVersion() {
        return version.resourceVersion();
    }

    /**
     * Whether the live object is what {@code desired} asks for.
     *
     * @param comparison what it is to be compared with now
     * @param accepted the projection that the API server answered when this very body was applied, empty if it was not:
     *     what it normalised (a quantity, say) is no drift
     */
    boolean matches(DesiredObject desired, String comparison, String accepted) {
        return !terminating
                && digest.equals(desired.digest().hex())
                && compared.equals(comparison)
                && section.equals(desired.section().value())
                && (covered || (!accepted.isEmpty() && projection.equals(accepted)));
    }
}
