package dev.windrose.agent.inventory;

import com.fasterxml.jackson.databind.JsonNode;
import dev.windrose.placement.dra.ClaimFacts;
import dev.windrose.placement.dra.ClassFacts;
import dev.windrose.placement.dra.DeviceFacts;
import dev.windrose.placement.dra.DeviceTaint;
import dev.windrose.placement.dra.NodeSelector;
import dev.windrose.placement.dra.Reach;
import dev.windrose.placement.dra.RequestPolicy;
import dev.windrose.placement.dra.SliceFacts;
import dev.windrose.placement.dra.TaintRuleFacts;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Objects of {@code resource.k8s.io} turned into facts. Fields that are not known are ignored; what limits a device and
 * does not read is named as a riddle, so that its pool is not relied on.
 */
final class DeviceObjects {
    private static final String EXTENDED = "resource.kubernetes.io/extended-resource-claim";
    private static final Set<String> SELECTIONS =
            Set.of("nodeName", "nodeSelector", "allNodes", "perDeviceNodeSelection");
    private static final Set<String> SELECTOR_FIELDS = Set.of("driver", "pool", "device");
    private static final Set<String> POLICY_FIELDS = Set.of("default", "validValues", "validRange");

    private DeviceObjects() {}

    static SliceFacts slice(JsonNode slice) {
        JsonNode spec = slice.path("spec");
        String driver = spec.path("driver").asText();
        List<String> riddles = new ArrayList<>();
        Map<String, Map<String, BigDecimal>> sets = new HashMap<>();
        for (JsonNode set : spec.path("sharedCounters")) {
            if (sets.put(set.path("name").asText(), counters(set, riddles)) != null) {
                riddles.add("counter set " + set.path("name").asText() + " is there twice");
            }
        }
        List<DeviceFacts> devices = new ArrayList<>();
        spec.path("devices").forEach(device -> devices.add(device(driver, device)));
        Reach reach = reach(spec);
        if (reach instanceof Reach.Unclear(String why)) {
            riddles.add(why);
        }
        JsonNode pool = spec.path("pool");
        return new SliceFacts(
                slice.path("metadata").path("name").asText(),
                driver,
                pool.path("name").asText(),
                pool.path("generation").asLong(),
                pool.path("resourceSliceCount").asLong(),
                reach,
                devices,
                sets,
                riddles);
    }

    private static DeviceFacts device(String driver, JsonNode device) {
        List<String> riddles = new ArrayList<>();
        Map<String, String> attributes = new HashMap<>();
        device.path("attributes").properties().forEach(entry -> {
            for (JsonNode value : entry.getValue()) {
                attributes.put(plain(driver, entry.getKey()), value.asText());
            }
        });
        Map<String, DeviceFacts.Capacity> capacities = new HashMap<>();
        device.path("capacity")
                .properties()
                .forEach(entry -> Quantity.read(entry.getValue().path("value"))
                        .ifPresentOrElse(
                                value -> capacities.put(
                                        plain(driver, entry.getKey()),
                                        new DeviceFacts.Capacity(
                                                value, policy(entry.getValue().path("requestPolicy"), riddles))),
                                () -> riddles.add("capacity " + entry.getKey() + " does not read")));
        List<DeviceFacts.CounterUse> consumes = new ArrayList<>();
        device.path("consumesCounters")
                .forEach(use -> consumes.add(
                        new DeviceFacts.CounterUse(use.path("counterSet").asText(), counters(use, riddles))));
        List<DeviceTaint> taints = new ArrayList<>();
        device.path("taints").forEach(taint -> taints.add(taint(taint)));
        return new DeviceFacts(
                device.path("name").asText(),
                attributes,
                capacities,
                consumes,
                device.path("allowMultipleAllocations").asBoolean(),
                reach(device),
                taints,
                riddles);
    }

    /** A name in the driver's own domain may be written with it or without. */
    private static String plain(String driver, String name) {
        return name.startsWith(driver + "/") ? name.substring(driver.length() + 1) : name;
    }

    private static Map<String, BigDecimal> counters(JsonNode holder, List<String> riddles) {
        Map<String, BigDecimal> counters = new HashMap<>();
        holder.path("counters")
                .properties()
                .forEach(entry -> Quantity.read(entry.getValue().path("value"))
                        .ifPresentOrElse(
                                value -> counters.put(entry.getKey(), value),
                                () -> riddles.add("counter " + entry.getKey() + " does not read")));
        return counters;
    }

    private static RequestPolicy policy(JsonNode policy, List<String> riddles) {
        policy.fieldNames().forEachRemaining(field -> {
            if (!POLICY_FIELDS.contains(field)) {
                riddles.add("a request policy says " + field + ", which is not known");
            }
        });
        List<BigDecimal> values = new ArrayList<>();
        policy.path("validValues")
                .forEach(value -> Quantity.read(value)
                        .ifPresentOrElse(values::add, () -> riddles.add("a valid value does not read")));
        JsonNode range = policy.path("validRange");
        Optional<BigDecimal> least = optional(range.path("min"), riddles);
        return new RequestPolicy(
                optional(policy.path("default"), riddles),
                values,
                range.isObject() ? least.or(() -> Optional.of(BigDecimal.ZERO)) : least,
                optional(range.path("max"), riddles),
                optional(range.path("step"), riddles));
    }

    private static Optional<BigDecimal> optional(JsonNode quantity, List<String> riddles) {
        Optional<BigDecimal> value = Quantity.read(quantity);
        if (value.isEmpty() && !quantity.isMissingNode() && !quantity.isNull()) {
            riddles.add("a request policy does not read");
        }
        return value;
    }

    /** Exactly one way is allowed in a slice; a device that names none leaves it to the slice. */
    private static Reach reach(JsonNode holder) {
        List<String> said = SELECTIONS.stream()
                .filter(field -> holder.hasNonNull(field)
                        && !(holder.path(field).isBoolean()
                                && !holder.path(field).asBoolean()))
                .sorted()
                .toList();
        if (said.size() != 1) {
            return said.isEmpty() && !holder.has("driver")
                    ? new Reach.PerDevice()
                    : new Reach.Unclear("it does not say in one of the known ways which nodes reach its devices");
        }
        return switch (said.getFirst()) {
            case "nodeName" -> new Reach.Node(holder.path("nodeName").asText());
            case "allNodes" -> new Reach.AllNodes();
            case "nodeSelector" -> selected(holder.path("nodeSelector"));
            default -> new Reach.PerDevice();
        };
    }

    private static Reach selected(JsonNode selector) {
        List<List<NodeSelector.Requirement>> terms = new ArrayList<>();
        for (JsonNode term : selector.path("nodeSelectorTerms")) {
            List<NodeSelector.Requirement> requirements = new ArrayList<>();
            term.path("matchExpressions").forEach(one -> requirements.add(requirement(one, false)));
            term.path("matchFields").forEach(one -> requirements.add(requirement(one, true)));
            terms.add(requirements);
        }
        var read = new NodeSelector(terms);
        return read.known() ? new Reach.Selected(read) : new Reach.Unclear("its node selector is not understood");
    }

    private static NodeSelector.Requirement requirement(JsonNode one, boolean field) {
        return new NodeSelector.Requirement(
                one.path("key").asText(), one.path("operator").asText(), texts(one.path("values")), field);
    }

    private static DeviceTaint taint(JsonNode taint) {
        return new DeviceTaint(
                taint.path("key").asText(),
                taint.path("value").asText(),
                taint.path("effect").asText());
    }

    /** Null for a claim that holds nothing: nobody asks for it. */
    static @Nullable ClaimFacts claim(JsonNode claim) {
        JsonNode results =
                claim.path("status").path("allocation").path("devices").path("results");
        if (results.isEmpty()) {
            return null;
        }
        List<ClaimFacts.Holding> holdings = new ArrayList<>();
        for (JsonNode result : results) {
            String driver = result.path("driver").asText();
            Map<String, BigDecimal> consumed = new HashMap<>();
            result.path("consumedCapacity")
                    .properties()
                    .forEach(entry -> Quantity.read(entry.getValue())
                            .ifPresent(value -> consumed.put(plain(driver, entry.getKey()), value)));
            holdings.add(new ClaimFacts.Holding(
                    driver,
                    result.path("pool").asText(),
                    result.path("device").asText(),
                    result.path("adminAccess").asBoolean(),
                    consumed));
        }
        List<String> pods = new ArrayList<>();
        for (JsonNode consumer : claim.path("status").path("reservedFor")) {
            if (consumer.path("resource").asText().equals("pods")) {
                pods.add(consumer.path("name").asText());
            }
        }
        JsonNode metadata = claim.path("metadata");
        return new ClaimFacts(
                metadata.path("namespace").asText(),
                metadata.path("name").asText(),
                holdings,
                pods,
                metadata.path("annotations").path(EXTENDED).asText().equals("true"));
    }

    /** Null for a class that gives no extended resource name. */
    static @Nullable ClassFacts deviceClass(JsonNode deviceClass) {
        JsonNode spec = deviceClass.path("spec");
        if (!spec.hasNonNull("extendedResourceName")) {
            return null;
        }
        List<String> selectors = new ArrayList<>();
        // A selector of another kind than CEL says nothing that is known: its empty text is not understood.
        spec.path("selectors")
                .forEach(one -> selectors.add(one.path("cel").path("expression").asText()));
        return new ClassFacts(
                deviceClass.path("metadata").path("name").asText(),
                Optional.of(spec.path("extendedResourceName").asText()),
                selectors);
    }

    static TaintRuleFacts taintRule(JsonNode rule) {
        JsonNode selector = rule.path("spec").path("deviceSelector");
        boolean riddle = false;
        for (var fields = selector.fieldNames(); fields.hasNext(); ) {
            riddle |= !SELECTOR_FIELDS.contains(fields.next());
        }
        return new TaintRuleFacts(
                rule.path("metadata").path("name").asText(),
                selector.isObject(),
                text(selector, "driver"),
                text(selector, "pool"),
                text(selector, "device"),
                riddle,
                taint(rule.path("spec").path("taint")));
    }

    private static Optional<String> text(JsonNode holder, String field) {
        return holder.hasNonNull(field) ? Optional.of(holder.path(field).asText()) : Optional.empty();
    }

    private static List<String> texts(JsonNode list) {
        List<String> texts = new ArrayList<>();
        list.forEach(text -> texts.add(text.asText()));
        return texts;
    }
}
