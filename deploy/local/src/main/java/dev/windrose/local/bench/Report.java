package dev.windrose.local.bench;

import dev.windrose.local.state.Json;
import dev.windrose.local.up.Table;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Rows as people and as programs read them. */
public final class Report {
    private Report() {}

    public static String table(List<Row> rows) {
        var table = new Table("WHAT", "MEASURED", "BUDGET", "MET");
        rows.forEach(row -> table.row(row.name(), row.shown(row.value()), row.shownBudget(), row.met() ? "yes" : "NO"));
        return table.toString();
    }

    /** A JSON array of {name, value, unit, bound, budget, met}. */
    public static void write(List<Row> rows, Path file) throws IOException {
        Json.write(file.toAbsolutePath(), rows);
    }
}
