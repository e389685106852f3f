package dev.windrose.placement.latency;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Where the regions of clouds are, in {@code regions.txt} beside this class. Their names differ from cloud to cloud. */
final class Regions {
    private static final String TABLE = "regions.txt";
    private static final double EARTH_KM = 6371;
    private static final int CELLS = 4;

    /** Latitude and longitude in radians. */
    private record Point(double latitude, double longitude) {}

    private static final Map<String, Point> POINTS = parse();

    private Regions() {}

    /** Along the great circle; empty when one of them is not in the table. */
    static Optional<Double> kilometres(String one, String other) {
        Point a = POINTS.get(one);
        Point b = POINTS.get(other);
        return a == null || b == null ? Optional.empty() : Optional.of(kilometres(a, b));
    }

    /** By the haversine formula, in StrictMath: equal input gives an equal plan on every machine. */
    private static double kilometres(Point a, Point b) {
        double north = StrictMath.sin((b.latitude - a.latitude) / 2);
        double east = StrictMath.sin((b.longitude - a.longitude) / 2);
        double chord = north * north + StrictMath.cos(a.latitude) * StrictMath.cos(b.latitude) * east * east;
        return 2 * EARTH_KM * StrictMath.asin(Math.min(1, StrictMath.sqrt(chord)));
    }

    private static Map<String, Point> parse() {
        Map<String, Point> points = new HashMap<>();
        try (InputStream stream = Objects.requireNonNull(Regions.class.getResourceAsStream(TABLE), TABLE);
                BufferedReader lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            lines.lines().filter(line -> !line.startsWith("#")).forEach(line -> {
                List<String> cells = List.of(line.split(" +", CELLS));
                points.put(
                        cells.get(0),
                        new Point(
                                StrictMath.toRadians(Double.parseDouble(cells.get(1))),
                                StrictMath.toRadians(Double.parseDouble(cells.get(2)))));
            });
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the table of regions", e);
        }
        return Map.copyOf(points);
    }
}
