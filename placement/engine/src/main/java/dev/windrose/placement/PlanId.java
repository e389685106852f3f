package dev.windrose.placement;

import java.util.regex.Pattern;

/** Names a plan by its content and its parent's, so that equal plans have equal ids. */
public record PlanId(String value) {
    private static final Pattern FORM = Pattern.compile("[a-z0-9-]{1,64}");

    /** The parent of the first plan of a fleet. */
    public static final PlanId NONE = new PlanId("none");

    public PlanId {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("Plan id (%s) must be 1-64 of a-z, 0-9 and '-'.".formatted(value));
        }
    }
}
