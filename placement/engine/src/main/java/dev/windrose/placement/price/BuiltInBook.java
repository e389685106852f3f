package dev.windrose.placement.price;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.LocalDate;
import java.util.Objects;

/**
 * The prices that come with Windrose, so that a new fleet knows costs before any feed is set up. A table of facts: each
 * row names the public page it stands on and the day it was known to hold. Prices change; a book row is good for a year
 * from its date and is flagged stale after that ({@link Offer#isStale}).
 */
public final class BuiltInBook {
    private static final String RESOURCE = "book.csv";

    private BuiltInBook() {}

    /** The book. Its table is part of the program, so a flaw in it is a bug and throws. */
    public static OfferBook load() {
        try (InputStream in = Objects.requireNonNull(BuiltInBook.class.getResourceAsStream(RESOURCE), RESOURCE)) {
            var file = PriceFile.named("built-in book", LocalDate.MIN, LocalDate.MAX);
            var load = new PriceCsv(SkuTable.builtIn()).parse(file, in);
            if (!load.report().findings().isEmpty()) {
                throw new IllegalStateException("%s is flawed: %s"
                        .formatted(RESOURCE, load.report().findings().getFirst()));
            }
            return load.book();
        } catch (IOException e) {
            throw new UncheckedIOException("Reading %s from the class path".formatted(RESOURCE), e);
        }
    }
}
