package dev.windrose.placement.price;

import dev.windrose.placement.Money;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.Set;

/** What a price cell says. Zero, negative and NaN prices stand in real feeds and mean that the feed does not know. */
sealed interface Amount {
    /** Nothing stands there. */
    record Absent() implements Amount {}

    /** A positive price. */
    record Known(Money price) implements Amount {}

    /** A number, or the word for none, that is no price. */
    record Unknown(String why) implements Amount {}

    /** Something else; the row is in error. */
    record NoNumber(String how) implements Amount {}

    Set<String> WORDS_FOR_NONE =
            Set.of("nan", "inf", "+inf", "-inf", "infinity", "-infinity", "none", "null", "n/a", "-");

    static Amount of(String cell) {
        if (cell.isEmpty()) {
            return new Absent();
        }
        if (WORDS_FOR_NONE.contains(cell.toLowerCase(Locale.ROOT))) {
            return new Unknown("no number: the price is unknown and not offered");
        }
        try {
            return cell.length() > 40 ? noNumber() : priced(new BigDecimal(cell));
        } catch (NumberFormatException e) {
            return noNumber();
        }
    }

    private static Amount noNumber() {
        return new NoNumber("write US dollars per hour with digits and a decimal point only, such as 3.06");
    }

    private static Amount priced(BigDecimal dollars) {
        if (dollars.signum() == 0) {
            return new Unknown("zero means unknown, nothing is free: the price is not offered");
        }
        if (dollars.signum() < 0) {
            return new Unknown("a price below zero is unknown: it is not offered");
        }
        // Magnitude first: 1E+999999999 must not be written out.
        int magnitude = dollars.precision() - dollars.scale();
        if (magnitude > 6 || magnitude < -4) {
            return new Unknown("beyond reason for US dollars per hour: the price is not offered");
        }
        return new Known(Money.ofDollars(dollars));
    }
}
