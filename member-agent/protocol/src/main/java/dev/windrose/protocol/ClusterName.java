package dev.windrose.protocol;

import java.util.regex.Pattern;

/**
 * The name of a member cluster: a DNS label (RFC 1123), at most 63 characters. It is the common name of the member's
 * certificate and one level of its topics, hence no dots, slashes or wildcards.
 */
public record ClusterName(String value) implements Comparable<ClusterName> {

    private static final Pattern LABEL = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");

    /** The common name the hub itself uses on the broker; no member may carry it. */
    public static final String RESERVED_FOR_HUB = "windrose-hub";

    public ClusterName {
        if (!isValid(value)) {
            throw new IllegalArgumentException(
                    "Cluster name (%s) must be a DNS label and not \"%s\". Maybe it has upper case, dots or is empty."
                            .formatted(value, RESERVED_FOR_HUB));
        }
    }

    /** Whether {@code value} may name a member cluster. */
    public static boolean isValid(String value) {
        return value.length() <= 63 && LABEL.matcher(value).matches() && !value.equals(RESERVED_FOR_HUB);
    }

    @Override
    public int compareTo(ClusterName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
