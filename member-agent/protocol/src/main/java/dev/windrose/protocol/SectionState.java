package dev.windrose.protocol;

/** What an agent holds of one section: its generation and the digest of its manifest. */
public record SectionState(Generation generation, Digest manifestDigest) {

    public static final SectionState NONE = new SectionState(Generation.NONE, Manifest.EMPTY.digest());
}
