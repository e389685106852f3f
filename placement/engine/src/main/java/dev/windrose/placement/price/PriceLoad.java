package dev.windrose.placement.price;

/**
 * What came out of a price file.
 *
 * @param book the offers; empty when the file cannot be read
 * @param report what became of every row
 */
public record PriceLoad(OfferBook book, LoadReport report) {}
