package dev.windrose.placement.inventory;

/** The uid of an InferenceWorkload in the hub: survives nothing but the object itself, so a re-created one is another. */
public record WorkloadUid(String value) implements Comparable<WorkloadUid> {
    private static final int LONGEST = 63;

    /** Whether the text can be a uid. */
    public static boolean isValid(String value) {
        if (value.isEmpty() || value.length() > LONGEST) {
            return false;
        }
        // Not by a regular expression: loops make thousands of these in every pass.
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            boolean inside = c == '-' && i > 0 && i < value.length() - 1;
            if (!inside && !isLetterOrDigit(c)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isLetterOrDigit(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
    }

    public WorkloadUid {
        if (!isValid(value)) {
            throw new IllegalArgumentException(
                    "Workload uid (%s) must be 1-63 letters, digits and dashes. Maybe it is a name, not metadata.uid."
                            .formatted(value));
        }
    }

    @Override
    public int compareTo(WorkloadUid other) {
        return value.compareTo(other.value);
    }
}
