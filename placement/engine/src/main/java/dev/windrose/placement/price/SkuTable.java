package dev.windrose.placement.price;

import dev.windrose.placement.inventory.CapacityTier;
import dev.windrose.placement.inventory.GpuProduct;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Which accelerators an instance type carries. A table of facts from the clouds' documentation; memory is what the
 * device's driver reports where that is known. A type that is not in the table is unknown: nothing is read out of its
 * name.
 */
public final class SkuTable {
    private static final String RESOURCE = "sku.csv";
    private static final SkuTable BUILT_IN = read();

    private final NavigableMap<String, Sku> skus;

    private SkuTable(Collection<Sku> skus) {
        this.skus = new TreeMap<>();
        for (var sku : skus) {
            if (this.skus.putIfAbsent(id(sku.cloud(), sku.instanceType()), sku) != null) {
                throw new IllegalArgumentException("Instance type %s is twice in the table.".formatted(sku));
            }
        }
    }

    /** The table that comes with Windrose. */
    public static SkuTable builtIn() {
        return BUILT_IN;
    }

    /** A table of the given rows. */
    public static SkuTable of(Collection<Sku> skus) {
        return new SkuTable(skus);
    }

    /** The instance type as the table knows it; clouds differ in the case they write, so case is ignored. */
    public Optional<Sku> find(String cloud, String instanceType) {
        return Optional.ofNullable(skus.get(id(cloud, instanceType)));
    }

    /** All rows by cloud and instance type. */
    public List<Sku> all() {
        return List.copyOf(skus.values());
    }

    private static String id(String cloud, String instanceType) {
        return (cloud + '/' + instanceType).toLowerCase(Locale.ROOT);
    }

    private static SkuTable read() {
        try (InputStream in = Objects.requireNonNull(SkuTable.class.getResourceAsStream(RESOURCE), RESOURCE)) {
            var records = CsvReader.read(CsvReader.decode(in.readAllBytes()));
            return new SkuTable(records.stream().skip(1).map(SkuTable::sku).toList());
        } catch (IOException e) {
            throw new UncheckedIOException("Reading %s from the class path".formatted(RESOURCE), e);
        }
    }

    private static Sku sku(CsvRecord row) {
        if (!(row instanceof CsvRecord.Fields(int line, List<String> f)) || f.size() != 9) {
            throw new IllegalStateException("%s: %s is no row of 9 fields".formatted(RESOURCE, row));
        }
        var count = DeviceCount.parse(f.get(4))
                .orElseThrow(() -> new IllegalStateException("%s line %d: bad count".formatted(RESOURCE, line)));
        var kind = AcceleratorKind.valueOf(f.get(2));
        return new Sku(
                f.get(0),
                f.get(1),
                new Accelerator(new GpuProduct(f.get(3)), kind, count, Long.parseLong(f.get(5))),
                f.get(6).isEmpty() ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(f.get(6))),
                f.get(7).isEmpty() ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(f.get(7))),
                tiers(f.get(8)));
    }

    private static Set<CapacityTier> tiers(String text) {
        return text.isEmpty()
                ? Set.of()
                : Arrays.stream(text.split(" ", -1)).map(CapacityTier::valueOf).collect(Collectors.toUnmodifiableSet());
    }
}
