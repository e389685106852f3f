package dev.windrose.placement.price;

import java.util.List;

/** One record of a CSV file, with the number of the line it starts on. */
sealed interface CsvRecord {
    int line();

    /** A record that could be taken apart. */
    record Fields(int line, List<String> values) implements CsvRecord {}

    /** A record that could not; the reader went on with the next line. */
    record Broken(int line, String excerpt, String why) implements CsvRecord {}
}
