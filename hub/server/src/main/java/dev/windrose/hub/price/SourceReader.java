package dev.windrose.hub.price;

import dev.windrose.api.PriceSourceSpec;
import dev.windrose.placement.price.BuiltInBook;
import dev.windrose.placement.price.Finding;
import dev.windrose.placement.price.OfferBook;
import dev.windrose.placement.price.PriceCsv;
import dev.windrose.placement.price.PriceFile;
import dev.windrose.placement.price.SkuTable;
import dev.windrose.placement.price.SourceClass;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads one source; a file again only when it changed. */
final class SourceReader {
    private static final int PROBLEMS_SHOWN = 20;

    private SourceReader() {}

    /**
     * What a source gave.
     *
     * @param stamp of the file it was read from; empty for the built-in book
     * @param kind how far it is trusted
     */
    record Loaded(OfferBook book, String stamp, SourceClass kind, int unmapped, int badRows, List<String> problems) {}

    /**
     * @param loaded the newest good book; null when there never was one
     * @param failure why the source could not be read now; empty when it could
     */
    record Reading(@Nullable Loaded loaded, String failure) {}

    static Reading read(PriceSourceSpec spec, @Nullable Loaded last, Instant now) {
        return switch (spec.type()) {
            case BUILTIN ->
                last != null
                        ? new Reading(last, "")
                        : new Reading(new Loaded(BuiltInBook.load(), "", SourceClass.BOOK, 0, 0, List.of()), "");
            case CSV -> csv(spec, last, now);
            case CONTRACT, AZURE_RETAIL, AWS_BULK, AWS_PRODUCTS, AWS_SPOT, GCP_BILLING, SKYPILOT, GPUHUNT, STATIC ->
                throw new IllegalArgumentException("%s is no book".formatted(spec.type()));
        };
    }

    private static Reading csv(PriceSourceSpec spec, @Nullable Loaded last, Instant now) {
        var path = spec.path();
        if (path == null || path.isBlank()) {
            return new Reading(last, "spec.path is missing: name the CSV file on the hub's machine");
        }
        try {
            var file = Path.of(path);
            var modified = Files.getLastModifiedTime(file).toInstant();
            var stamp = "%s %s %d %s".formatted(path, modified, Files.size(file), spec.trust());
            if (last != null && last.stamp().equals(stamp)) {
                return new Reading(last, "");
            }
            return parse(file, spec, stamp, modified, last, now);
        } catch (InvalidPathException e) {
            return new Reading(last, "spec.path is no path on the hub's machine: %s".formatted(e.getReason()));
        } catch (NoSuchFileException _) {
            return new Reading(last, "%s does not exist on the hub's machine".formatted(path));
        } catch (IOException e) {
            return new Reading(last, "%s cannot be read: %s".formatted(path, e.getMessage()));
        }
    }

    private static Reading parse(
            Path file, PriceSourceSpec spec, String stamp, Instant modified, @Nullable Loaded last, Instant now)
            throws IOException {
        try (var content = Files.newInputStream(file)) {
            var about = PriceFile.named(
                    String.valueOf(file.getFileName()),
                    LocalDate.ofInstant(modified, ZoneOffset.UTC),
                    LocalDate.ofInstant(now, ZoneOffset.UTC));
            var load = new PriceCsv(SkuTable.builtIn()).parse(about, content);
            if (!load.report().readable()) {
                return new Reading(last, load.report().summary());
            }
            var problems = load.report().bad().stream()
                    .map(Finding::toString)
                    .limit(PROBLEMS_SHOWN)
                    .toList();
            return new Reading(
                    new Loaded(
                            load.book(),
                            stamp,
                            kind(spec.trust(), load.catalogue()),
                            load.report().unmapped().size(),
                            load.report().bad().size(),
                            problems),
                    "");
        }
    }

    /** Our own layout is how people state what they pay; SkyPilot's is how catalogues list what others say. */
    private static SourceClass kind(PriceSourceSpec.@Nullable Trust trust, boolean catalogue) {
        return trust == PriceSourceSpec.Trust.LISTED || trust == null && catalogue
                ? SourceClass.CATALOGUE
                : SourceClass.STATED;
    }
}
