package dev.windrose.placement.price;

import dev.windrose.placement.Money;
import dev.windrose.placement.inventory.CapacityTier;
import dev.windrose.placement.price.Finding.Kind;
import dev.windrose.placement.price.LoadReport.Outcome;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Puts the rows of one file together into a book and accounts for each of them.
 *
 * <p>Where two rows claim the same key, the later date holds; on the same date the dearer price, for a cost must not be
 * understated; between equals the earlier line. The result does not depend on the order of the rows.
 */
final class BookBuilder {
    private static final Comparator<Entry> STRENGTH = Comparator.comparing(
                    (Entry e) -> e.offer().asOf())
            .thenComparing(e -> e.offer().price())
            .thenComparing(Entry::line, Comparator.reverseOrder());

    private final Layout layout;
    private final List<Finding> findings;
    private final Map<OfferKey, Entry> entries = new TreeMap<>();
    private final Map<Integer, Outcome> outcomes = new TreeMap<>();
    private final List<Row.HostOnly> hosts = new ArrayList<>();
    private final List<Row.GpuOnly> gpus = new ArrayList<>();

    /** An offer and the rows it came from, the first of which names it. */
    private record Entry(Offer offer, List<Integer> lines) {
        int line() {
            return lines.getFirst();
        }
    }

    BookBuilder(Layout layout, List<Finding> findings) {
        this.layout = layout;
        this.findings = findings;
    }

    void add(Row row) {
        switch (row) {
            case Row.Dropped(int line, Outcome outcome) -> outcomes.put(line, outcome);
            case Row.HostOnly host -> hosts.add(host);
            case Row.GpuOnly gpu -> gpus.add(gpu);
            case Row.Whole whole -> {
                if (whole.prices().amounts().isEmpty() && !hasFinding(whole.line())) {
                    findings.add(new Finding(
                            Kind.UNKNOWN_PRICE, whole.line(), "", "", "the row names no price: it is not offered"));
                }
                offer(whole, List.of(whole.line()));
            }
        }
    }

    private boolean hasFinding(int line) {
        return !findings.isEmpty() && findings.getLast().line() == line;
    }

    private void offer(Row.Whole row, List<Integer> lines) {
        var count = row.accelerator().count();
        var amounts = PriceGuard.check(row.line(), layout, count, row.prices().amounts(), findings);
        lines.forEach(line -> outcomes.merge(
                line, amounts.isEmpty() ? Outcome.WITHOUT_PRICE : Outcome.DUPLICATE, BookBuilder::better));
        amounts.forEach((tier, price) -> {
            var place = row.place();
            var key = new OfferKey(place.cloud(), place.region(), place.zone(), place.instanceType(), tier);
            var prices = row.prices();
            if (row.notSoldAs().contains(tier)) {
                findings.add(new Finding(
                        Kind.NOT_SOLD,
                        row.line(),
                        layout.name(Layout.TYPE),
                        place.instanceType(),
                        "%s is not known to be sold %s; the price is kept for nodes that run already"
                                .formatted(place.instanceType(), tier)));
            }
            keepStronger(new Entry(
                    new Offer(key, row.accelerator(), price, prices.asOf(), prices.validUntil(), prices.source()),
                    lines));
        });
    }

    /** Offered-or-duplicate beats without-price for a row that serves several machines. */
    private static Outcome better(Outcome one, Outcome other) {
        return one == Outcome.DUPLICATE ? one : other;
    }

    private void keepStronger(Entry entry) {
        var previous = entries.get(entry.offer().key());
        if (previous == null) {
            entries.put(entry.offer().key(), entry);
            return;
        }
        boolean newHolds = STRENGTH.compare(entry, previous) > 0;
        var holds = newHolds ? entry : previous;
        var yields = newHolds ? previous : entry;
        entries.put(entry.offer().key(), holds);
        findings.add(new Finding(
                Kind.DUPLICATE,
                yields.line(),
                "",
                "",
                "%s stands also in line %d, which holds at %s (the later date, then the dearer price, then the first row)"
                        .formatted(
                                entry.offer().key(), holds.line(), holds.offer().price())));
    }

    PriceLoad build(PriceFile file, int rowsRead) {
        joinParts();
        entries.values().forEach(entry -> entry.lines().forEach(line -> outcomes.put(line, Outcome.OFFERED)));
        findings.sort(Comparator.comparingInt(Finding::line).thenComparing(Finding::kind));
        var counts = outcomes.values().stream()
                .collect(Collectors.groupingBy(
                        outcome -> outcome,
                        () -> new EnumMap<Outcome, Integer>(Outcome.class),
                        Collectors.summingInt(_ -> 1)));
        var book = OfferBook.of(entries.values().stream().map(Entry::offer).toList());
        return new PriceLoad(
                book, layout.skypilot(), new LoadReport(file.name(), rowsRead, book.size(), counts, findings));
    }

    /** Adds machine and accelerators where both are listed for one place; what finds no counterpart is named. */
    private void joinParts() {
        var byPlace =
                gpus.stream().collect(Collectors.groupingBy(gpu -> gpu.place().region()));
        Set<Integer> used = new TreeSet<>();
        for (var host : hosts) {
            var match = byPlace.getOrDefault(host.place().region(), List.of()).stream()
                    .filter(gpu -> gpu.belongsTo(host))
                    .findFirst();
            match.ifPresent(gpu -> {
                used.add(gpu.line());
                offer(joined(host, gpu), List.of(host.line(), gpu.line()));
            });
            if (match.isEmpty()) {
                partial(
                        host.line(),
                        host.place().instanceType(),
                        "the price is of the machine alone, and no row has"
                                + " the price of its accelerators in the same zone");
            }
        }
        gpus.stream()
                .filter(gpu -> !used.contains(gpu.line()))
                .forEach(gpu -> partial(
                        gpu.line(),
                        gpu.count() + " x " + gpu.product(),
                        "the price is of the"
                                + " accelerators alone, and no row has the price of their machine in the same zone"));
    }

    private void partial(int line, String what, String why) {
        outcomes.put(line, Outcome.NOT_WHOLE_INSTANCE);
        findings.add(new Finding(Kind.NOT_WHOLE_INSTANCE, line, layout.name(Layout.TYPE), what, why));
    }

    private static Row.Whole joined(Row.HostOnly host, Row.GpuOnly gpu) {
        var amounts = new EnumMap<CapacityTier, Money>(CapacityTier.class);
        host.prices().amounts().forEach((tier, price) -> {
            var added = gpu.prices().amounts().get(tier);
            if (added != null) {
                amounts.put(tier, price.plus(added));
            }
        });
        var prices = new Row.Prices(
                amounts,
                earlier(host.prices().asOf(), gpu.prices().asOf()),
                earlier(host.prices().validUntil(), gpu.prices().validUntil()),
                host.prices().source() + " (machine and accelerators added, local SSD not included)");
        return new Row.Whole(
                host.line(), host.place(), host.sku().accelerator(), host.sku().notSoldAs(), prices);
    }

    private static LocalDate earlier(LocalDate one, LocalDate other) {
        return one.isBefore(other) ? one : other;
    }
}
