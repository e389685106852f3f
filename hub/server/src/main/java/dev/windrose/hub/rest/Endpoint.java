package dev.windrose.hub.rest;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One line of the table.
 *
 * @param template e.g. {@code /api/v1/members/{name}/inventory}; a step in braces takes any one step
 * @param right what the caller must be allowed to; there is no endpoint without
 * @param summary one sentence for the list of endpoints
 */
public record Endpoint(String method, String template, Right right, String summary, Handler handler) {
    /** Answers a call; runs on a virtual thread of its own and may wait. */
    @FunctionalInterface
    public interface Handler {
        void handle(Call call) throws InterruptedException;
    }

    public static Endpoint get(String template, Right right, String summary, Handler handler) {
        return new Endpoint("GET", template, right, summary, handler);
    }

    public static Endpoint post(String template, Right right, String summary, Handler handler) {
        return new Endpoint("POST", template, right, summary, handler);
    }

    /** The values of the steps in braces; empty when the path is another. */
    Optional<Map<String, String>> match(List<String> path) {
        var steps = steps(template);
        if (steps.size() != path.size()) {
            return Optional.empty();
        }
        var values = new HashMap<String, String>();
        for (int i = 0; i < steps.size(); i++) {
            var step = steps.get(i);
            if (step.startsWith("{")) {
                values.put(step.substring(1, step.length() - 1), path.get(i));
            } else if (!step.equals(path.get(i))) {
                return Optional.empty();
            }
        }
        return Optional.of(values);
    }

    static List<String> steps(String path) {
        return new ArrayList<>(List.of(path.substring(1).split("/", -1)));
    }
}
