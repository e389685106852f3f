package dev.windrose.placement.price;

import java.time.LocalDate;
import java.time.Period;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What is known of a price file besides its content.
 *
 * @param name shown in reports and, where a row names no source, as the offer's source; its folders and words also hint
 *     at the cloud ({@code catalogs/v8/aws/vms.csv})
 * @param cloud the cloud of rows that name none, lower case; empty: the hint of the name decides
 * @param asOf the date of rows that bear none, as a rule the file's own
 * @param today the day of the load: a row dated later is an error
 * @param validity how long after its date a price is good where the row names no last day; a year for books and files
 */
public record PriceFile(String name, Optional<String> cloud, LocalDate asOf, LocalDate today, Period validity) {
    /** Books and CSV files stand for a year from the date of each row, unless the row says otherwise. */
    public static final Period ONE_YEAR = Period.ofYears(1);

    private static final List<String> HINTS = List.of("aws", "azure", "gcp");

    /** A file whose rows all bear their cloud and hold for a year. */
    public static PriceFile named(String name, LocalDate asOf, LocalDate today) {
        return new PriceFile(name, Optional.empty(), asOf, today, ONE_YEAR);
    }

    /** The cloud of a row that names none: what was said, else the one cloud whose word is in the name. */
    Optional<String> impliedCloud() {
        if (cloud.isPresent()) {
            return cloud;
        }
        var words = List.of(name.toLowerCase(Locale.ROOT).split("[^a-z0-9]+"));
        var hinted = HINTS.stream().filter(words::contains).toList();
        return hinted.size() == 1 ? Optional.of(hinted.getFirst()) : Optional.empty();
    }
}
