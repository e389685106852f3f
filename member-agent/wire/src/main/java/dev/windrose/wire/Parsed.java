package dev.windrose.wire;

import dev.windrose.protocol.Message;

/** What came of reading a message. */
public sealed interface Parsed {

    /** Well formed; not yet trusted: see {@link Signed#verify}. */
    record Ok(Envelope envelope, Message message, Signed signed) implements Parsed {}

    /** {@code detail} never quotes data, for it may hold what must not be logged. */
    record Bad(Refusal refusal, String detail) implements Parsed {}
}
