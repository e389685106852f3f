package dev.windrose.placement.dra;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A DeviceClass that gives its devices an extended resource name.
 *
 * @param extendedResource {@code spec.extendedResourceName}
 * @param selectors CEL expressions, all of which must hold
 */
public record ClassFacts(String name, Optional<String> extendedResource, List<String> selectors) {
    private static final Pattern DRIVER = Pattern.compile("device\\.driver\\s*==\\s*['\"]([^'\"]+)['\"]");
    private static final Pattern ATTRIBUTE = Pattern.compile(
            "device\\.attributes\\[['\"]([^'\"]+)['\"]\\]\\.([A-Za-z0-9_]+)\\s*==\\s*['\"]([^'\"]+)['\"]");

    public ClassFacts {
        selectors = List.copyOf(selectors);
    }

    /** What the selectors demand, where they are conjunctions of equalities; that is what drivers ship. */
    private record Demand(String driver, Map<String, String> attributes) {}

    /**
     * Whether the class takes the device; empty when its CEL says more than equality of driver and attributes, which is
     * not evaluated here.
     */
    Optional<Boolean> takes(String driver, DeviceFacts device) {
        List<Demand> demands = new ArrayList<>();
        for (String selector : selectors) {
            Optional<List<Demand>> read = read(selector);
            if (read.isEmpty()) {
                return Optional.empty();
            }
            demands.addAll(read.get());
        }
        return Optional.of(demands.stream()
                .allMatch(d -> (d.driver().isEmpty() || d.driver().equals(driver))
                        && d.attributes().entrySet().stream()
                                .allMatch(a -> a.getValue().equals(device.attribute(a.getKey())))));
    }

    private static Optional<List<Demand>> read(String selector) {
        List<Demand> demands = new ArrayList<>();
        for (String part : selector.split("&&", -1)) {
            String term = part.strip();
            Matcher driver = DRIVER.matcher(term);
            Matcher attribute = ATTRIBUTE.matcher(term);
            if (driver.matches()) {
                demands.add(new Demand(driver.group(1), Map.of()));
            } else if (attribute.matches()) {
                // A name in another driver's domain: that driver's devices only.
                demands.add(new Demand(attribute.group(1), Map.of(attribute.group(2), attribute.group(3))));
            } else {
                return Optional.empty();
            }
        }
        return Optional.of(demands);
    }
}
