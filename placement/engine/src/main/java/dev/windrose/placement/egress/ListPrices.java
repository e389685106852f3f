package dev.windrose.placement.egress;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;

/** The list prices of AWS, Azure and Google Cloud, in {@code egress.txt} beside this class, which names sources and days. */
final class ListPrices {
    private static final String TABLE = "egress.txt";
    private static final String ANY = "*";
    private static final String ZONE = "zone";

    /** Regions of a cloud that cost the same. */
    private record Area(String cloud, String name) {}

    private record Price(String cloud, String from, String to, long micros) {
        boolean holds(Area area, String where) {
            return cloud.equals(area.cloud())
                    && (from.equals(area.name()) || from.equals(ANY))
                    && (to.equals(where) || to.equals(ANY));
        }
    }

    private static final Map<String, Area> AREAS = new HashMap<>();
    private static final List<Price> PRICES = new ArrayList<>();

    static {
        read();
    }

    private ListPrices() {}

    /** Whether data stays within one cloud. */
    static boolean sameCloud(String from, String to) {
        Area sends = AREAS.get(from);
        Area gets = AREAS.get(to);
        return sends != null && gets != null && sends.cloud().equals(gets.cloud());
    }

    /** Millionths of a dollar for a GiB to a region of the same cloud, or to the internet; empty: not known. */
    static OptionalLong perGib(String from, String to) {
        Area area = AREAS.get(from);
        if (area == null || !(to.equals(EgressPrices.INTERNET) || sameCloud(from, to))) {
            return OptionalLong.empty();
        }
        String where = to.equals(EgressPrices.INTERNET)
                ? to
                : from.equals(to) ? ZONE : Objects.requireNonNull(AREAS.get(to)).name();
        return PRICES.stream()
                .filter(price -> price.holds(area, where))
                .mapToLong(Price::micros)
                .findFirst();
    }

    static long dearest() {
        return PRICES.stream().mapToLong(Price::micros).max().orElseThrow();
    }

    private static void read() {
        try (InputStream stream = Objects.requireNonNull(ListPrices.class.getResourceAsStream(TABLE), TABLE);
                BufferedReader lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            lines.lines().filter(line -> !line.startsWith("#")).forEach(ListPrices::line);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the table of egress prices", e);
        }
    }

    private static void line(String line) {
        List<String> cells = List.of(line.split(" +", -1));
        if (cells.getFirst().equals("regions")) {
            Area area = new Area(cells.get(1), cells.get(2));
            cells.subList(3, cells.size()).forEach(region -> AREAS.put(region, area));
        } else {
            long micros = new BigDecimal(cells.get(4)).movePointRight(6).longValueExact();
            PRICES.add(new Price(cells.get(1), cells.get(2), cells.get(3), micros));
        }
    }
}
