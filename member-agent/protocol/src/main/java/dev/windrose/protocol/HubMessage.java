package dev.windrose.protocol;

import java.util.List;
import java.util.Optional;

/** What the hub says. */
public sealed interface HubMessage extends Message {

    /** One object of a section; the body is left out when it is large, and then fetched by its digest over HTTPS. */
    record Upsert(ObjectKey key, Digest digest, Optional<Body> body) {}

    /** A message that carries (a part of) a section. */
    sealed interface SectionMessage extends HubMessage {

        SectionName section();

        Generation target();

        /** Digest of the whole manifest once all parts are in. */
        Digest manifestDigest();

        Part part();

        List<Upsert> upserts();
    }

    /**
     * What changed from {@code base} to {@code target}. The digest decides, not the base: it may be laid over anything
     * that yields the digest.
     */
    record Delta(
            SectionName section,
            Generation base,
            Generation target,
            Digest manifestDigest,
            Part part,
            List<Upsert> upserts,
            List<ObjectKey> tombstones)
            implements SectionMessage {

        public Delta {
            upserts = List.copyOf(upserts);
            tombstones = List.copyOf(tombstones);
            if (target.isOlderThan(base)) {
                throw new IllegalArgumentException(
                        "Delta of section %s leads from %s back to %s.".formatted(section, base, target));
            }
        }
    }

    /** All of a section. What a complete snapshot lacks is to be removed. */
    record Snapshot(SectionName section, Generation target, Digest manifestDigest, Part part, List<Upsert> upserts)
            implements SectionMessage {

        public Snapshot {
            upserts = List.copyOf(upserts);
        }
    }

    /** Say hello again, and name this run of the hub: it is in the envelope. */
    record Poke() implements HubMessage {}

    /** Your hello opened a session: report all you know. */
    record Welcome() implements HubMessage {}

    /** What you sent was refused; {@code reason} says how to mend it. */
    record Refused(String reason) implements HubMessage {}
}
