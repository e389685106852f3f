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
    private static final Pattern PARTITION = Pattern.compile("(MI.+)-([DTQC])PX-NPS[0-9]");

    /** @param slices that the compute can be cut into */
    private record Row(double memory, int slices, GpuSpeed speed) {}

    private static final Map<String, Row> ROWS = parse();

    private GpuSpeeds() {}

    /** The products of the table. */
    public static SortedSet<String> products() {
        return Collections.unmodifiableSortedSet(new TreeSet<>(ROWS.keySet()));
    }

    /** A whole GPU, or a slice or partition: its share of the compute, and of the bandwidth by its memory. */
    public static Optional<GpuSpeed> of(GpuProduct product) {
        Row whole = ROWS.get(product.name());
        return whole != null
                ? Optional.of(whole.speed())
                : cut(product).map(cut -> part(cut.whole(), cut.compute(), cut.memory()));
    }

    /** What part of a GPU it is; empty for what is not known to be cut so. */
    public static Optional<GpuPart> partOf(GpuProduct product) {
        return cut(product).map(cut -> cut.compute().or(cut.memory()));
    }

    /** A slice, as its name tells: what of the GPU it has. */
    private record Cut(Row whole, GpuPart compute, GpuPart memory) {}

    private static Optional<Cut> cut(GpuProduct product) {
        Matcher slice = SLICE.matcher(product.name());
        if (slice.matches()) {
            return cuttable(slice.group(1))
                    .map(row -> new Cut(
                            row,
                            atMostAll(Integer.parseInt(slice.group(2)), row.slices()),
                            atMostAll(Integer.parseInt(slice.group(3)), (long) row.memory())));
        }
        Matcher partition = PARTITION.matcher(product.name());
        return partition.matches()
                ? cuttable(partition.group(1)).map(row -> {
                    var part = new GpuPart(1, partitions(partition.group(2), row));
                    return new Cut(row, part, part);
                })
                : Optional.empty();
    }

    private static Optional<Row> cuttable(String product) {
        return Optional.ofNullable(ROWS.get(product)).filter(row -> row.slices() > 0);
    }

    private static GpuPart atMostAll(long part, long of) {
        return new GpuPart(Math.clamp(part, 1, of), of);
    }

    /** In two, three, four, or one for each die, of which an MI300X has eight (AMD SMI, GPU partitioning). */
    private static int partitions(String mode, Row row) {
        return switch (mode) {
            case "D" -> 2;
            case "T" -> 3;
            case "Q" -> 4;
            default -> row.slices();
        };
    }

    private static GpuSpeed part(Row row, GpuPart compute, GpuPart memory) {
        double computeShare = (double) compute.part() / compute.of();
        double memoryShare = (double) memory.part() / memory.of();
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
