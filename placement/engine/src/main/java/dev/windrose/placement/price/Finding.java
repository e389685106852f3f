package dev.windrose.placement.price;

/**
 * One thing that a load left out, changed or wants to be known.
 *
 * @param kind what happened
 * @param line the line of the file, counted from 1; 0 when it is about the file
 * @param column the column's name; empty when it is about the whole row
 * @param value what stood there, cut to a readable length
 * @param message what is wrong and how to mend it
 */
public record Finding(Kind kind, int line, String column, String value, String message) {
    private static final int LONGEST_VALUE = 80;

    public Finding {
        var oneLine = value.replaceAll("\\p{Cntrl}", " ");
        value = oneLine.length() <= LONGEST_VALUE ? oneLine : oneLine.substring(0, LONGEST_VALUE) + "…";
    }

    /** What a finding is about; the order is that of urgency. */
    public enum Kind {
        /** The file as a whole cannot be used. */
        BAD_FILE,
        /** The row cannot be read; nothing of it is used. */
        BAD_ROW,
        /** The row's accelerators are not known with certainty; nothing of it is used. */
        UNMAPPED,
        /** The price is for a part of an instance (GPU only, or host only); nothing of it is used. */
        NOT_WHOLE_INSTANCE,
        /** A price of zero, below zero, NaN or beyond reason: unknown, hence not offered. */
        UNKNOWN_PRICE,
        /** A spot price that is not below the on-demand price: ignored, the on-demand price is used. */
        SPOT_NOT_BELOW_ON_DEMAND,
        /** The same offer stands twice in the file; the message says which row holds. */
        DUPLICATE,
        /** The price is offered, but the cloud is not known to sell the type in this way. */
        NOT_SOLD
    }

    /** {@code line 12, price_od_usd_h "0": …}. */
    @Override
    public String toString() {
        var where = line == 0 ? "file" : "line " + line;
        var what = column.isEmpty() ? "" : ", " + column + " \"" + value + "\"";
        return "%s%s: %s".formatted(where, what, message);
    }
}
