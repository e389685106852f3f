package dev.windrose.placement.inventory;

import java.util.regex.Pattern;

/** The uid of an InferenceWorkload in the hub: survives nothing but the object itself, so a re-created one is another. */
public record WorkloadUid(String value) implements Comparable<WorkloadUid> {
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?");

    /** Whether the text can be a uid. */
    public static boolean isValid(String value) {
        return FORM.matcher(value).matches();
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
