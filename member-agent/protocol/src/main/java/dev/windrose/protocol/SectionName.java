package dev.windrose.protocol;

import java.util.regex.Pattern;

/**
 * A part of a cluster's desired state with a generation of its own. Open on purpose: an agent that does not know a
 * section reports nothing of it and is sent nothing of it.
 */
public record SectionName(String value) implements Comparable<SectionName> {

    private static final Pattern NAME = Pattern.compile("[a-z][-a-z0-9]{0,31}");

    /** Objects to apply in the member for inference workloads. */
    public static final SectionName WORKLOADS = new SectionName("workloads");
    /** What the agent itself is told: cadence, allowed namespaces, features. */
    public static final SectionName CONFIG = new SectionName("config");

    public SectionName {
        if (!NAME.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    "Section name (%s) must be lower case letters, digits and dashes, at most 32.".formatted(value));
        }
    }

    @Override
    public int compareTo(SectionName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
