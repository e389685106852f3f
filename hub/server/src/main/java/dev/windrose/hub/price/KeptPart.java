package dev.windrose.hub.price;

import dev.windrose.placement.price.JumpGuard;
import dev.windrose.placement.price.SourceBook;

/**
 * One part of a source as it is believed now; what a restart leaves.
 *
 * @param part a region or a cloud; empty for a book or a file
 * @param fingerprint of what was asked: rows of another address are not taken over
 * @param validator what the source recognises the rows by; empty when it has nothing of the kind
 */
public record KeptPart(String source, String part, String fingerprint, String validator, JumpGuard.State state) {
    public SourceBook.Part book() {
        return new SourceBook.Part(state.accepted(), state.readAt(), state.held());
    }
}
