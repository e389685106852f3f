package dev.windrose.placement.dra;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;

/**
 * One ResourceSlice.
 *
 * @param sliceCount how many slices the pool has at this generation
 * @param counterSets by name, the counters that the pool's devices share
 * @param riddles what of it this version does not understand and what may limit the use of its devices
 */
public record SliceFacts(
        String name,
        String driver,
        String pool,
        long generation,
        long sliceCount,
        Reach reach,
        List<DeviceFacts> devices,
        Map<String, Map<String, BigDecimal>> counterSets,
        List<String> riddles) {
    public SliceFacts {
        devices = List.copyOf(devices);
        counterSets = Map.copyOf(counterSets);
        riddles = List.copyOf(riddles);
    }
}
