package dev.windrose.placement.price;

/**
 * What came out of a price file.
 *
 * @param book the offers; empty when the file cannot be read
 * @param catalogue whether the file is in the layout of a public catalogue (SkyPilot's), whose prices are hearsay, and
 *     not in our own, where people state what they pay
 * @param report what became of every row
 */
public record PriceLoad(OfferBook book, boolean catalogue, LoadReport report) {}
