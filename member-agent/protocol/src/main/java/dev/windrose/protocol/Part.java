package dev.windrose.protocol;

/** The {@code index}-th of {@code count} parts of one thing that is too large for one message; index counts from 1. */
public record Part(int index, int count) {

    public static final Part WHOLE = new Part(1, 1);
    /** More parts than this are refused: at 48 KiB each, 192 MiB would be held for one assembly. */
    public static final int MAX_COUNT = 4096;

    public Part {
        if (count < 1 || count > MAX_COUNT || index < 1 || index > count) {
            throw new IllegalArgumentException(
                    "Part (%d of %d) must lie within 1 to %d.".formatted(index, count, MAX_COUNT));
        }
    }

    public boolean isWhole() {
        return count == 1;
    }
}
