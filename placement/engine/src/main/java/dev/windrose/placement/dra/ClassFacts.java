package dev.windrose.placement.dra;

import java.util.ArrayList;
import java.util.List;
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

    /**
     * What a class takes, as far as its selectors are conjunctions of equalities; that is what drivers ship.
     *
     * @param understood false when its CEL says more, which is not evaluated here
     */
    record Demands(String name, String extendedResource, boolean understood, List<Demand> demands) {
        boolean takes(String driver, DeviceFacts device) {
            return understood && demands.stream().allMatch(demand -> demand.meets(driver, device));
        }
    }

    /** An attribute of a driver's devices, or with an empty name the driver alone. */
    private record Demand(String driver, String attribute, String value) {
        boolean meets(String of, DeviceFacts device) {
            return driver.equals(of) && (attribute.isEmpty() || value.equals(device.attribute(attribute)));
        }
    }

    /** Read once for all devices. */
    Demands demands() {
        List<Demand> demands = new ArrayList<>();
        boolean understood = true;
        for (String selector : selectors) {
            for (String part : selector.split("&&", -1)) {
                String term = part.strip();
                Matcher driver = DRIVER.matcher(term);
                Matcher attribute = ATTRIBUTE.matcher(term);
                if (driver.matches()) {
                    demands.add(new Demand(driver.group(1), "", ""));
                } else if (attribute.matches()) {
                    // A name in another driver's domain: that driver's devices only.
                    demands.add(new Demand(attribute.group(1), attribute.group(2), attribute.group(3)));
                } else {
                    understood = false;
                }
            }
        }
        return new Demands(name, extendedResource.orElse(""), understood, demands);
    }
}
