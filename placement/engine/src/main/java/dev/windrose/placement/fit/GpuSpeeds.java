package dev.windrose.placement.fit;

import dev.windrose.placement.inventory.GpuProduct;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The makers' figures, in {@code gpus.txt} beside this class. What is not in it has no speed that we know. */
public final class GpuSpeeds {
    private static final String TABLE = "gpus.txt";
    private static final int CELLS = 8;
    private static final Pattern SLICE = Pattern.compile("(.+)-MIG-([0-9]+)g\\.([0-9]+)gb.*");

    /** @param slices of the compute that MIG makes */
    private record Row(double memory, int slices, GpuSpeed speed) {}

    private static final Map<String, Row> ROWS = parse();

    private GpuSpeeds() {}

    /** The products of the table. */
    public static SortedSet<String> products() {
        return Collections.unmodifiableSortedSet(new TreeSet<>(ROWS.keySet()));
    }

    /** A whole GPU, or a MIG slice: its share of the compute by its name, and of the bandwidth by its memory. */
    public static Optional<GpuSpeed> of(GpuProduct product) {
        Row whole = ROWS.get(product.name());
        if (whole != null) {
            return Optional.of(whole.speed());
        }
        Matcher slice = SLICE.matcher(product.name());
        return slice.matches()
                ? Optional.ofNullable(ROWS.get(slice.group(1)))
                        .filter(row -> row.slices() > 0)
                        .map(row -> part(row, Integer.parseInt(slice.group(2)), Integer.parseInt(slice.group(3))))
                : Optional.empty();
    }

    private static GpuSpeed part(Row row, int compute, int memory) {
        double computeShare = Math.min(1, (double) compute / row.slices());
        double memoryShare = Math.min(1, memory / row.memory());
        GpuSpeed speed = row.speed();
        return new GpuSpeed(
                speed.bandwidth() * memoryShare,
                speed.sixteenBit() * computeShare,
                speed.eightBit() * computeShare,
                false,
                true,
                speed.source());
    }

    private static Map<String, Row> parse() {
        Map<String, Row> rows = new HashMap<>();
        try (InputStream stream = Objects.requireNonNull(GpuSpeeds.class.getResourceAsStream(TABLE), TABLE);
                BufferedReader lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            lines.lines().filter(line -> !line.startsWith("#")).forEach(line -> {
                List<String> cells = List.of(line.split(" +", CELLS));
                rows.put(cells.get(0), row(cells));
            });
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the table of GPUs", e);
        }
        return Map.copyOf(rows);
    }

    private static Row row(List<String> cells) {
        double sixteen = Double.parseDouble(cells.get(3)) * 1e12;
        return new Row(
                Double.parseDouble(cells.get(1)),
                Integer.parseInt(cells.get(6)),
                new GpuSpeed(
                        Double.parseDouble(cells.get(2)) * 1e9,
                        sixteen,
                        cells.get(4).equals("-") ? sixteen : Double.parseDouble(cells.get(4)) * 1e12,
                        Double.parseDouble(cells.get(5)) > 0,
                        false,
                        cells.get(7)));
    }
}
