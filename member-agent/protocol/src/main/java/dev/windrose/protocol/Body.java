package dev.windrose.protocol;

/**
 * The canonical JSON text of one object as both ends hash it. Bodies may carry user data, hence only size and digest
 * are ever printed.
 */
public record Body(String json) {

    public Digest digest() {
        return Digest.of(json);
    }

    @Override
    public String toString() {
        return "Body[%d characters]".formatted(json.length());
    }
}
