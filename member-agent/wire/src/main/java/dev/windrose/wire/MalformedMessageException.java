package dev.windrose.wire;

/** Internal to reading: turned into {@link Parsed.Bad} before it leaves the package. Its text never quotes data. */
final class MalformedMessageException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    MalformedMessageException(String message) {
        super(message);
    }
}
