package dev.windrose.placement.dra;

import java.util.Optional;

/**
 * A DeviceTaintRule. All criteria that it names must match; one that names none matches all devices.
 *
 * @param selects whether it has a selector at all; without one it matches nothing
 * @param riddle whether it has criteria that this version does not know (CEL, a device class): it may match less
 */
public record TaintRuleFacts(
        String name,
        boolean selects,
        Optional<String> driver,
        Optional<String> pool,
        Optional<String> device,
        boolean riddle,
        DeviceTaint taint) {

    boolean matches(PoolKey key, String deviceName) {
        return selects
                && driver.filter(d -> !d.equals(key.driver())).isEmpty()
                && pool.filter(p -> !p.equals(key.pool())).isEmpty()
                && device.filter(d -> !d.equals(deviceName)).isEmpty();
    }
}
