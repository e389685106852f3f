package dev.windrose.local.bench;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/** Rows that are told as soon as they are known: a bench takes minutes. */
final class Told {
    private final PrintStream out;
    private final List<Row> rows = new ArrayList<>();

    Told(PrintStream out) {
        this.out = out;
    }

    void add(Row row) {
        rows.add(row);
        out.printf("%s: %s%n", row.name(), row.shown(row.value()));
        out.flush();
    }

    List<Row> rows() {
        return List.copyOf(rows);
    }
}
