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

    /**
     * Send the log of a pod to the hub's HTTPS endpoint, under the request's id. Only an agent that said
     * {@link #POD_LOGS} in its hello is asked.
     *
     * @param id made by the hub for this one request; nobody else knows it
     * @param container empty for the pod's only one
     * @param follow until the pod's log ends or the hub hangs up
     * @param tailLines the last so many lines; -1 for all
     * @param sinceSeconds not older than this; -1 for all
     */
    record PodLog(
            String id, String namespace, String pod, String container, boolean follow, int tailLines, int sinceSeconds)
            implements HubMessage {

        public PodLog {
            if (!id.matches("[0-9a-f]{32}")) {
                throw new IllegalArgumentException("The id of a log request must be 32 hexadecimal digits.");
            }
        }
    }

    /** The feature of an agent that can send logs. */
    String POD_LOGS = "pod-logs";

    /** What you sent was refused; {@code reason} says how to mend it. */
    record Refused(String reason) implements HubMessage {}
}
