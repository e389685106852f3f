package dev.windrose.simulator.api;

import dev.windrose.kubeapi.resource.PrinterColumn;
import dev.windrose.simulator.json.Json;

/** Cells with a number that is zero when absent, as Go omits it. */
final class Counts {
    private Counts() {}

    static PrinterColumn.Cell of(String... path) {
        return (object, _) -> Json.object().numberNode(Json.integer(object, 0, path));
    }
}
