package dev.windrose.simulator.control;

import java.util.UUID;
import java.util.random.RandomGenerator;

/** Names and uids of new objects, from one source of chance. */
public final class Ids {
    private static final String ALPHABET = "bcdfghjklmnpqrstvwxz2456789";
    private static final int SUFFIX = 5;
    private static final long VERSION_MASK = 0xffff_ffff_ffff_0fffL;
    private static final long VERSION_4 = 0x4000L;
    private static final long VARIANT_MASK = 0x3fff_ffff_ffff_ffffL;
    private static final long VARIANT = 0x8000_0000_0000_0000L;

    private final RandomGenerator random;

    public Ids(RandomGenerator random) {
        this.random = random;
    }

    /** A random UUID (RFC 9562, version 4). */
    public String uid() {
        return new UUID(random.nextLong() & VERSION_MASK | VERSION_4, random.nextLong() & VARIANT_MASK | VARIANT)
                .toString();
    }

    /** Five letters as generateName appends them. */
    public String suffix() {
        StringBuilder made = new StringBuilder(SUFFIX);
        for (int i = 0; i < SUFFIX; i++) {
            made.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return made.toString();
    }
}
