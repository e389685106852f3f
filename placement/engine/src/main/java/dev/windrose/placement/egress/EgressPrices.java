package dev.windrose.placement.egress;

import dev.windrose.placement.glob.Glob;
import dev.windrose.placement.pairs.PairLines;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What it costs to carry a GiB from a region to where it is wanted, in millionths of a dollar. What an operator wrote counts,
 * a line that names both regions before one with globs, of those the first; else the list price. What goes to a region that
 * is none of the same cloud costs what the internet does. What nobody wrote and no list has is unknown, never free.
 *
 * <p>Immutable.
 */
public final class EgressPrices {
    /** Where callers are of whom nothing is said. */
    public static final String INTERNET = "internet";

    /** List prices only. */
    public static final EgressPrices LIST = new EgressPrices(List.of());

    private static final BigDecimal MOST = BigDecimal.TEN;
    private static final String FORM =
            "from,to,usdPerGiB, e.g. eu-west-1,internet,0.05; regions may be globs, dollars at most 6 decimals";

    private record Pair(String from, String to) {}

    private record Globs(String from, String to, long micros) {}

    private final List<PairLines.Row> own;
    private final Map<Pair, Long> exact = new HashMap<>();
    private final List<Globs> globs = new ArrayList<>();
    private final long dearest;

    private EgressPrices(List<PairLines.Row> own) {
        this.own = List.copyOf(own);
        long most = ListPrices.dearest();
        for (PairLines.Row row : this.own) {
            long micros = row.figure().movePointRight(6).longValueExact();
            most = Math.max(most, micros);
            if (isGlob(row.from()) || isGlob(row.to())) {
                globs.add(new Globs(row.from(), row.to(), micros));
            } else {
                exact.put(new Pair(row.from(), row.to()), micros);
            }
        }
        this.dearest = most;
    }

    /** Reads lines of {@code from,to,usdPerGiB}. Of the same pair of names twice, the last one counts. */
    public static PairLines.Reading<EgressPrices> read(List<String> lines) {
        return PairLines.read(lines, MOST, FORM, EgressPrices::new);
    }

    /**
     * Of a GiB.
     *
     * @param from empty: the region is not known
     * @param to a region of any cloud, or {@link #INTERNET}
     * @return empty: nobody knows
     */
    public OptionalLong perGib(String from, String to) {
        Optional<Long> said = said(from, to);
        if (said.isEmpty() && !from.equals(to) && !ListPrices.sameCloud(from, to)) {
            said = said(from, INTERNET);
        }
        if (said.isPresent()) {
            return OptionalLong.of(said.get());
        }
        return ListPrices.perGib(from, from.equals(to) || ListPrices.sameCloud(from, to) ? to : INTERNET);
    }

    /** The dearest price that is known: what is unknown counts like it when places are compared. */
    public long dearest() {
        return dearest;
    }

    private Optional<Long> said(String from, String to) {
        return Optional.ofNullable(exact.get(new Pair(from, to)))
                .or(() -> globs.stream()
                        .filter(each -> Glob.matches(each.from(), from) && Glob.matches(each.to(), to))
                        .map(Globs::micros)
                        .findFirst());
    }

    private static boolean isGlob(String text) {
        return text.indexOf('*') >= 0 || text.indexOf('?') >= 0;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof EgressPrices same && own.equals(same.own);
    }

    @Override
    public int hashCode() {
        return own.hashCode();
    }

    @Override
    public String toString() {
        return "EgressPrices" + own;
    }
}
