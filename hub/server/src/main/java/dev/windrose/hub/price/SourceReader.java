package dev.windrose.hub.price;

import com.fasterxml.jackson.databind.JsonNode;
import dev.windrose.api.PriceSourceSpec;
import dev.windrose.api.PriceSourceStatus;
import dev.windrose.placement.price.BuiltInBook;
import dev.windrose.placement.price.Finding;
import dev.windrose.placement.price.OfferBook;
import dev.windrose.placement.price.PriceCsv;
import dev.windrose.placement.price.PriceFile;
import dev.windrose.placement.price.SkuTable;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
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
     */
    record Loaded(OfferBook book, String stamp, int unmapped, int badRows, List<String> problems) {}

    /**
     * @param loaded the newest good book; null when there never was one
     * @param failure why the source could not be read now; empty when it could
     */
    record Reading(@Nullable Loaded loaded, String failure) {
        PriceSourceStatus status(JsonNode before, Instant now) {
            var good = failure.isEmpty();
            var condition = new ConditionBuilder()
                    .withType("Loaded")
                    .withStatus(good ? "True" : "False")
                    .withReason(good ? "Read" : "NotReadable")
                    .withMessage(failure)
                    .withLastTransitionTime(since(before, good ? "True" : "False", now))
                    .build();
            if (loaded == null) {
                return new PriceSourceStatus(null, null, null, null, null, List.of(condition));
            }
            return new PriceSourceStatus(
                    loaded.book().size(),
                    loaded.unmapped(),
                    loaded.badRows(),
                    loaded.problems(),
                    loaded.book().newest().map(LocalDate::toString).orElse(null),
                    List.of(condition));
        }

        private static String since(JsonNode before, String status, Instant now) {
            for (var condition : before) {
                if (condition.path("status").asText().equals(status)) {
                    return condition.path("lastTransitionTime").asText();
                }
            }
            return now.truncatedTo(ChronoUnit.SECONDS).toString();
        }
    }

    static Reading read(PriceSourceSpec spec, @Nullable Loaded last, Instant now) {
        return switch (spec.type()) {
            case BUILTIN ->
                last != null
                        ? new Reading(last, "")
                        : new Reading(new Loaded(BuiltInBook.load(), "", 0, 0, List.of()), "");
            case CSV -> csv(spec.path(), last, now);
        };
    }

    private static Reading csv(@Nullable String path, @Nullable Loaded last, Instant now) {
        if (path == null || path.isBlank()) {
            return new Reading(last, "spec.path is missing: name the CSV file on the hub's machine");
        }
        try {
            var file = Path.of(path);
            var modified = Files.getLastModifiedTime(file).toInstant();
            var stamp = "%s %s %d".formatted(path, modified, Files.size(file));
            if (last != null && last.stamp().equals(stamp)) {
                return new Reading(last, "");
            }
            return parse(file, stamp, modified, last, now);
        } catch (InvalidPathException e) {
            return new Reading(last, "spec.path is no path on the hub's machine: %s".formatted(e.getReason()));
        } catch (NoSuchFileException _) {
            return new Reading(last, "%s does not exist on the hub's machine".formatted(path));
        } catch (IOException e) {
            return new Reading(last, "%s cannot be read: %s".formatted(path, e.getMessage()));
        }
    }

    private static Reading parse(Path file, String stamp, Instant modified, @Nullable Loaded last, Instant now)
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
                            load.report().unmapped().size(),
                            load.report().bad().size(),
                            problems),
                    "");
        }
    }
}
