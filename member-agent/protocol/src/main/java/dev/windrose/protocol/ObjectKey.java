package dev.windrose.protocol;

/**
 * Names one object of a section, for example {@code apps/v1/Deployment/team-a/llama-chat}. The text is opaque to the
 * protocol: it orders the manifest and must be the same at both ends. At most 512 characters, no control characters
 * (a line feed separates entries where the manifest is hashed).
 */
public record ObjectKey(String value) implements Comparable<ObjectKey> {

    public static final int MAX_LENGTH = 512;

    public ObjectKey {
        if (value.isEmpty() || value.length() > MAX_LENGTH || hasControl(value)) {
            throw new IllegalArgumentException("Object key (%s) must have 1 to %d characters and no control characters."
                    .formatted(value, MAX_LENGTH));
        }
    }

    private static boolean hasControl(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isISOControl(text.charAt(i))) {
                return true;
            }
        }
        return false;
    }

    @Override
    public int compareTo(ObjectKey other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
