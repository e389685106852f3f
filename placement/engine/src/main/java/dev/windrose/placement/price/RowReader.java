package dev.windrose.placement.price;

import dev.windrose.placement.Money;
import dev.windrose.placement.inventory.CapacityTier;
import dev.windrose.placement.inventory.GpuProduct;
import dev.windrose.placement.price.Finding.Kind;
import dev.windrose.placement.price.LoadReport.Outcome;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads one record of a price file and says why where it cannot. */
final class RowReader {
    private static final Pattern MEMORY = Pattern.compile("'SizeInMiB'\\s*:\\s*(\\d{1,9})(?:\\.0)?\\b");
    private static final Pattern NAME = Pattern.compile("'Name'\\s*:\\s*'([^']{1,60})'");

    private final Layout layout;
    private final PriceFile file;
    private final SkuTable skus;
    private final List<Finding> findings;

    RowReader(Layout layout, PriceFile file, SkuTable skus, List<Finding> findings) {
        this.layout = layout;
        this.file = file;
        this.skus = skus;
        this.findings = findings;
    }

    Row read(CsvRecord row) {
        return switch (row) {
            case CsvRecord.Broken(int line, String excerpt, String why) -> bad(line, "", excerpt, why);
            case CsvRecord.Fields(int line, List<String> values) -> read(line, values);
        };
    }

    private Row read(int line, List<String> row) {
        if (row.size() != layout.names().size()) {
            return bad(
                    line,
                    "",
                    String.join(",", row),
                    "the row has %d fields and the first line %d; maybe a comma is missing or a value with a comma lacks quotes"
                            .formatted(row.size(), layout.names().size()));
        }
        for (int i = 0; i < row.size(); i++) {
            if (row.get(i).indexOf('\uFFFD') >= 0) {
                return bad(line, layout.names().get(i), row.get(i), "the text is not UTF-8; save the file as UTF-8");
            }
        }
        var complaint = nameComplaint(line, row);
        return complaint.isPresent() ? complaint.get() : withPrices(line, row, place(row));
    }

    private Row.Place place(List<String> row) {
        var cloud = layout.get(row, Layout.CLOUD).toLowerCase(Locale.ROOT);
        var zone = layout.get(row, Layout.ZONE);
        return new Row.Place(
                cloud.isEmpty() ? file.impliedCloud().orElse("") : cloud,
                layout.get(row, Layout.REGION),
                zone.isEmpty() ? Optional.empty() : Optional.of(zone),
                layout.get(row, Layout.TYPE));
    }

    private Optional<Row> nameComplaint(int line, List<String> row) {
        var place = place(row);
        if (!OfferKey.isName(place.cloud())) {
            return complain(line, Layout.CLOUD, place.cloud(), "write the cloud, such as aws, azure or gcp");
        }
        if (!OfferKey.isName(place.region())) {
            return complain(line, Layout.REGION, place.region(), "write the region by its API name, such as us-east-1");
        }
        if (place.zone().isPresent() && !OfferKey.isName(place.zone().get())) {
            return complain(line, Layout.ZONE, place.zone().get(), "write the zone by its API name, or leave it empty");
        }
        boolean gpuOnly = place.instanceType().isEmpty() && layout.skypilot();
        if (!gpuOnly && !OfferKey.isName(place.instanceType())) {
            return complain(line, Layout.TYPE, place.instanceType(), "write the instance type, such as p5.48xlarge");
        }
        return Optional.empty();
    }

    private Optional<Row> complain(int line, String column, String value, String how) {
        return Optional.of(bad(line, layout.name(column), value, how));
    }

    private Row withPrices(int line, List<String> row, Row.Place place) {
        var scope = layout.get(row, Layout.SCOPE).toLowerCase(Locale.ROOT);
        if (scope.equals("gpu") || scope.equals("host")) {
            return dropped(
                    line,
                    Outcome.NOT_WHOLE_INSTANCE,
                    finding(
                            Kind.NOT_WHOLE_INSTANCE,
                            line,
                            Layout.SCOPE,
                            scope,
                            "this is a part of an instance's price; give the price of the whole instance"));
        }
        if (!scope.isEmpty() && !scope.equals("instance")) {
            return bad(line, layout.name(Layout.SCOPE), scope, "write instance, gpu or host");
        }
        var asOf = date(row, Layout.AS_OF, file.asOf());
        if (asOf.isEmpty() || asOf.get().isAfter(file.today())) {
            return bad(
                    line,
                    layout.name(Layout.AS_OF),
                    layout.get(row, Layout.AS_OF),
                    "write the day the price was known to hold, such as 2026-07-20, not later than today");
        }
        var validUntil = date(row, Layout.VALID_UNTIL, asOf.get().plus(file.validity()));
        if (validUntil.isEmpty() || validUntil.get().isBefore(asOf.get())) {
            return bad(
                    line,
                    layout.name(Layout.VALID_UNTIL),
                    layout.get(row, Layout.VALID_UNTIL),
                    "write the last day the price is good for, such as 2027-07-20, not before as_of");
        }
        var source = layout.get(row, Layout.SOURCE);
        return amounts(line, row)
                .map(found -> classify(
                        line,
                        row,
                        place,
                        new Row.Prices(found, asOf.get(), validUntil.get(), source.isEmpty() ? file.name() : source)))
                .orElseGet(() -> new Row.Dropped(line, Outcome.BAD));
    }

    /** A day, or the first of a month that stands without a day; empty when it is neither. */
    private Optional<LocalDate> date(List<String> row, String column, LocalDate absent) {
        var text = layout.get(row, column);
        try {
            if (text.isEmpty()) {
                return Optional.of(absent);
            }
            // A month says "some day in it": the first is the careful reading, since it makes the price older.
            return Optional.of(text.length() == 7 ? YearMonth.parse(text).atDay(1) : LocalDate.parse(text));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** The usable amounts by tier; empty when a cell is no amount at all, which makes the row bad. */
    private Optional<Map<CapacityTier, Money>> amounts(int line, List<String> row) {
        var amounts = new EnumMap<CapacityTier, Money>(CapacityTier.class);
        for (var tier : OfferKey.SOLD) {
            var column = Layout.priceColumn(tier);
            var text = layout.get(row, column);
            switch (Amount.of(text)) {
                case Amount.Absent _ -> {}
                case Amount.Known(Money price) -> amounts.put(tier, price);
                case Amount.Unknown(String why) -> findings.add(finding(Kind.UNKNOWN_PRICE, line, column, text, why));
                case Amount.NoNumber(String how) -> {
                    bad(line, layout.name(column), text, how);
                    return Optional.empty();
                }
            }
        }
        return Optional.of(amounts);
    }

    private Row classify(int line, List<String> row, Row.Place place, Row.Prices prices) {
        var product = ProductNames.canonical(layout.get(row, Layout.PRODUCT));
        var countText = layout.get(row, Layout.COUNT);
        var count = DeviceCount.parse(countText);
        if (!countText.isEmpty() && count.isEmpty() && !product.isEmpty()) {
            return bad(line, layout.name(Layout.COUNT), countText, "write how many, such as 8, 0.5 or 1/6");
        }
        var sku = skus.find(place.cloud(), place.instanceType());
        boolean partial = layout.skypilot() && place.cloud().equals("gcp");
        if (place.instanceType().isEmpty()) {
            return count.isPresent() && !product.isEmpty()
                    ? new Row.GpuOnly(line, place, product, count.get(), prices)
                    : bad(line, layout.name(Layout.TYPE), "", "a row needs an instance type or an accelerator");
        }
        if (layout.skypilot() && product.isEmpty() && sku.isEmpty()) {
            return new Row.Dropped(line, Outcome.WITHOUT_ACCELERATOR);
        }
        if (partial && product.isEmpty() && sku.isPresent()) {
            return new Row.HostOnly(line, spelled(place, sku.get()), sku.get(), prices);
        }
        if (partial) {
            return dropped(
                    line,
                    Outcome.NOT_WHOLE_INSTANCE,
                    finding(
                            Kind.NOT_WHOLE_INSTANCE,
                            line,
                            Layout.TYPE,
                            place.instanceType(),
                            "in SkyPilot's GCP list a price beside an accelerator does not say whether it holds the machine"));
        }
        return whole(line, row, place, prices, sku, product, count);
    }

    private Row whole(
            int line,
            List<String> row,
            Row.Place place,
            Row.Prices prices,
            Optional<Sku> sku,
            String product,
            Optional<DeviceCount> count) {
        if (sku.isPresent()) {
            var known = sku.get().accelerator();
            boolean agrees = (product.isEmpty()
                            || ProductNames.agree(product, known.product().name()))
                    && count.map(known.count()::equals).orElse(true);
            return agrees
                    ? new Row.Whole(
                            line, spelled(place, sku.get()), known, sku.get().notSoldAs(), prices)
                    : unmapped(
                            line,
                            Layout.PRODUCT,
                            "%s x %s".formatted(layout.get(row, Layout.COUNT), product),
                            "the SKU table knows %s as %s; correct the row, or leave its accelerator columns empty"
                                    .formatted(place.instanceType(), known));
        }
        var memory = memory(row);
        if (product.isEmpty() || count.isEmpty() || memory.isEmpty()) {
            return unmapped(
                    line,
                    Layout.TYPE,
                    place.instanceType(),
                    "no SKU table row and no complete accelerator, accelerator_count and gpu_mem_mib in the row");
        }
        return new Row.Whole(
                line,
                place,
                new Accelerator(new GpuProduct(product), AcceleratorKind.GPU, count.get(), memory.get()),
                Set.of(),
                prices);
    }

    private static Row.Place spelled(Row.Place place, Sku sku) {
        return new Row.Place(place.cloud(), place.region(), place.zone(), sku.instanceType());
    }

    /** Memory of one device by the row itself; empty when it is absent, absurd or of more than one sort of device. */
    private Optional<Long> memory(List<String> row) {
        var own = layout.get(row, Layout.MEMORY);
        var info = layout.get(row, Layout.GPU_INFO);
        var sized = MEMORY.matcher(info);
        long names =
                NAME.matcher(info).results().map(r -> r.group(1)).distinct().count();
        var text = !own.isEmpty() ? own : sized.find() && names <= 1 ? sized.group(1) : "";
        boolean readable = text.matches("[1-9][0-9]{0,6}");
        return readable ? Optional.of(Long.valueOf(text)).filter(mib -> mib <= 4L << 20) : Optional.empty();
    }

    private Row unmapped(int line, String column, String value, String why) {
        return dropped(line, Outcome.UNMAPPED, finding(Kind.UNMAPPED, line, column, value, why));
    }

    private Row bad(int line, String column, String value, String how) {
        findings.add(new Finding(Kind.BAD_ROW, line, column, value, how));
        return new Row.Dropped(line, Outcome.BAD);
    }

    private Row dropped(int line, Outcome outcome, Finding why) {
        findings.add(why);
        return new Row.Dropped(line, outcome);
    }

    private Finding finding(Kind kind, int line, String column, String value, String message) {
        return new Finding(kind, line, layout.name(column), value, message);
    }
}
