/**
 * What a whole instance costs: offers, the books that hold them, where a price came from and what the load of a price
 * file left out and why.
 *
 * <p>This package decides three things. Which accelerators an instance type carries ({@link
 * dev.windrose.placement.price.SkuTable}, a table of facts). Which rows of a price file become an {@link
 * dev.windrose.placement.price.Offer} ({@link dev.windrose.placement.price.PriceCsv}). And which offer answers a
 * lookup ({@link dev.windrose.placement.price.OfferBook}). An unknown price stays unknown: it is never zero, never the
 * price of another tier, and never that of another zone which happens to be cheaper.
 */
@NullMarked
package dev.windrose.placement.price;

import org.jspecify.annotations.NullMarked;
