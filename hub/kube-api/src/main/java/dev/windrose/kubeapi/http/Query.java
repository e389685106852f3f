package dev.windrose.kubeapi.http;

import dev.windrose.kubeapi.service.GoNumber;
import io.vertx.core.MultiMap;

/** The query parameters of a request, with the checks that a real server makes. */
record Query(MultiMap parameters) {
    String text(String name) {
        String value = parameters.get(name);
        return value == null ? "" : value;
    }

    /** As a real server reads it: present and neither {@code false} nor {@code 0} is true. */
    boolean flag(String name) {
        String value = parameters.get(name);
        return value != null && !value.equalsIgnoreCase("false") && !value.equals("0");
    }

    /**
     * A count: 0 when absent or negative; what is beyond an int counts as that.
     *
     * @throws dev.windrose.kubeapi.status.ApiException 400 when it is no number
     */
    int count(String name) {
        String value = parameters.get(name);
        return value == null ? 0 : Math.clamp(GoNumber.parseInt(value), 0, Integer.MAX_VALUE);
    }
}
