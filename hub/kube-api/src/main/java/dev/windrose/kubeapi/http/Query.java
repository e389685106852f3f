package dev.windrose.kubeapi.http;

import dev.windrose.kubeapi.status.Cause;
import dev.windrose.kubeapi.status.Failures;
import io.vertx.core.MultiMap;
import java.util.List;

/** The query parameters of a request, with the checks that a real server makes. */
record Query(MultiMap parameters) {
    String text(String name) {
        String value = parameters.get(name);
        return value == null ? "" : value;
    }

    boolean flag(String name) {
        return switch (text(name)) {
            case "", "false", "0", "False", "f", "F", "FALSE" ->
                parameters.contains(name) && text(name).isEmpty();
            default -> true;
        };
    }

    /** A count: 0 when absent; never negative. */
    int count(String name) {
        String value = text(name);
        try {
            return value.isEmpty() ? 0 : Math.max(0, Integer.parseInt(value));
        } catch (NumberFormatException e) {
            throw Failures.badRequest(
                    "invalid value for query parameter %s: \"%s\" is no number".formatted(name, value));
        }
    }

    /** The resourceVersion: -1 when absent. */
    long version() {
        String value = text("resourceVersion");
        if (value.isEmpty()) {
            return -1;
        }
        if (!value.matches("[0-9]{1,18}")) {
            throw Failures.invalid(
                    "",
                    "ListOptions",
                    "",
                    List.of(Cause.invalid(
                            "resourceVersion",
                            value,
                            "strconv.ParseUint: parsing \"%s\": invalid syntax".formatted(value))));
        }
        return Long.parseLong(value);
    }
}
