package dev.windrose.placement;

import java.util.regex.Pattern;

/** The name of a member cluster, a DNS label; it is the name of its MemberCluster and the CN of its certificate. */
public record ClusterId(String value) implements Comparable<ClusterId> {
    private static final Pattern FORM = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");

    public ClusterId {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    "Cluster id (%s) must be a DNS label. Maybe it has upper case or dots.".formatted(value));
        }
    }

    @Override
    public int compareTo(ClusterId other) {
        return value.compareTo(other.value);
    }
}
