package dev.windrose.placement.price;

/** What sort of source a price comes from: it decides how long the price may be used, and whether others may doubt it. */
public enum SourceClass {
    /** The book that ships with Windrose: good until each row's last day. */
    BOOK,
    /** A file in which people state what they pay: good until each row's last day, and nobody knows better. */
    STATED,
    /** A catalogue that somebody handed over as a file: good until each row's last day; may be wrong. */
    CATALOGUE,
    /** Read from the vendor or a third party again and again: good for 72 hours; may be wrong. */
    FEED;

    /** Whether another source may call its prices into question. */
    public boolean mayBeDoubted() {
        return this != STATED;
    }
}
