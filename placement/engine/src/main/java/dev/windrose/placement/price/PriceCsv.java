package dev.windrose.placement.price;

import dev.windrose.placement.price.Finding.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads price files: Windrose's own columns and those of SkyPilot's catalog ({@code vms.csv}, v8 and v9), found by the
 * names in the first line, in any order. A row that is wrong is named with its line and left out; the others load. What
 * a file may hold and what is never guessed is told in docs/prices.md.
 */
public final class PriceCsv {
    /** Ten times the largest public price list. */
    public static final int MAX_BYTES = 64 << 20;

    private final SkuTable skus;

    public PriceCsv(SkuTable skus) {
        this.skus = skus;
    }

    /**
     * Reads a stream to its end and parses it. A file beyond {@link #MAX_BYTES} is refused in the report.
     *
     * @throws IOException when the stream breaks
     */
    public PriceLoad parse(PriceFile file, InputStream content) throws IOException {
        return parse(file, content.readNBytes(MAX_BYTES + 1));
    }

    /** Parses a file's bytes. Never throws for what is in them. */
    public PriceLoad parse(PriceFile file, byte[] content) {
        if (content.length > MAX_BYTES) {
            return refused(file, "the file is larger than %d MiB; split it".formatted(MAX_BYTES >> 20));
        }
        var text = CsvReader.decode(content);
        if (text.indexOf('\0') >= 0) {
            return refused(file, "the file is not UTF-8 text, maybe UTF-16 or a spreadsheet; save it as CSV in UTF-8");
        }
        var records = CsvReader.read(text);
        if (records.isEmpty()) {
            return refused(file, "the file is empty; its first line must name the columns");
        }
        return switch (records.getFirst()) {
            case CsvRecord.Broken broken -> refused(file, "the first line cannot be read: " + broken.why());
            case CsvRecord.Fields header ->
                switch (Layout.of(header.values(), file)) {
                    case Layout.Reading.Refused(String why) -> refused(file, why);
                    case Layout.Reading.Known(Layout layout) -> load(file, layout, records.subList(1, records.size()));
                };
        };
    }

    /** Turns rows of a feed into offers by the rules that hold for files. Never throws for what is in them. */
    public PriceLoad load(PriceFile file, List<PriceRow> rows) {
        return switch (Layout.of(PriceRow.COLUMNS, file)) {
            case Layout.Reading.Refused(String why) -> refused(file, why);
            case Layout.Reading.Known(Layout layout) -> {
                var records = new ArrayList<CsvRecord>(rows.size());
                rows.forEach(row -> records.add(new CsvRecord.Fields(records.size() + 1, row.fields())));
                yield load(file, layout, records);
            }
        };
    }

    /** The fields of one line of CSV; empty when it breaks the rules or spans several lines. */
    public static Optional<List<String>> fields(String line) {
        var records = CsvReader.read(line);
        return records.size() == 1 && records.getFirst() instanceof CsvRecord.Fields(int _, List<String> values)
                ? Optional.of(values)
                : Optional.empty();
    }

    private PriceLoad load(PriceFile file, Layout layout, List<CsvRecord> records) {
        var findings = new ArrayList<Finding>();
        var reader = new RowReader(layout, file, skus, findings);
        var builder = new BookBuilder(layout, findings);
        records.stream().map(reader::read).forEach(builder::add);
        return builder.build(file, records.size());
    }

    private static PriceLoad refused(PriceFile file, String why) {
        var finding = new Finding(Kind.BAD_FILE, 0, "", "", why);
        return new PriceLoad(OfferBook.empty(), false, new LoadReport(file.name(), 0, 0, Map.of(), List.of(finding)));
    }
}
