package dev.windrose.hub.placement;

import dev.windrose.hub.placement.StockOuts.Kept;
import dev.windrose.placement.calm.StockoutKey;
import java.util.Map;

/** Where stock-outs outlive the hub. Callers are virtual threads. */
public interface KeptStockOuts {
    Map<StockoutKey, Kept> read();

    /** Makes what is kept what is given, all or nothing. */
    void write(Map<StockoutKey, Kept> all);
}
