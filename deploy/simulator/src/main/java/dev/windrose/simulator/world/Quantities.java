package dev.windrose.simulator.world;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;
import java.util.TreeMap;

/**
 * Kubernetes quantities (apimachinery, pkg/api/resource) as whole thousandths, rounded up as Kubernetes does: 500m of
 * cpu is 500, one GPU is 1000.
 */
public final class Quantities {
    private static final Map<String, BigDecimal> SUFFIXES = Map.ofEntries(
            Map.entry("n", new BigDecimal("0.000000001")),
            Map.entry("u", new BigDecimal("0.000001")),
            Map.entry("m", new BigDecimal("0.001")),
            Map.entry("", BigDecimal.ONE),
            Map.entry("k", BigDecimal.TEN.pow(3)),
            Map.entry("M", BigDecimal.TEN.pow(6)),
            Map.entry("G", BigDecimal.TEN.pow(9)),
            Map.entry("T", BigDecimal.TEN.pow(12)),
            Map.entry("P", BigDecimal.TEN.pow(15)),
            Map.entry("E", BigDecimal.TEN.pow(18)),
            Map.entry("Ki", BigDecimal.valueOf(1L << 10)),
            Map.entry("Mi", BigDecimal.valueOf(1L << 20)),
            Map.entry("Gi", BigDecimal.valueOf(1L << 30)),
            Map.entry("Ti", BigDecimal.valueOf(1L << 40)),
            Map.entry("Pi", BigDecimal.valueOf(1L << 50)),
            Map.entry("Ei", BigDecimal.valueOf(1L << 60)));
    private static final BigDecimal THOUSAND = BigDecimal.valueOf(1000);
    private static final BigDecimal MOST = BigDecimal.valueOf(Long.MAX_VALUE);

    private Quantities() {}

    /** @throws IllegalArgumentException the text is no quantity */
    public static long millis(String text) {
        int end = text.length();
        while (end > 0 && Character.isLetter(text.charAt(end - 1))) {
            end--;
        }
        BigDecimal factor = SUFFIXES.get(text.substring(end));
        try {
            // "1e3" and "1E3" carry their exponent inside, and end in a digit.
            BigDecimal number = new BigDecimal(text.substring(0, end));
            if (factor != null) {
                return number.multiply(factor)
                        .multiply(THOUSAND)
                        .setScale(0, RoundingMode.CEILING)
                        .min(MOST)
                        .longValueExact();
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("(%s) is no quantity; write 2, 500m or 16Gi".formatted(text), e);
        }
        throw new IllegalArgumentException("(%s) is no quantity; its unit is not known".formatted(text));
    }

    /** A map of quantities; what is no quantity counts as more than any node has, so that it can never fit by mistake. */
    static Map<String, Long> read(JsonNode resources) {
        Map<String, Long> found = new TreeMap<>();
        resources.properties().forEach(e -> {
            try {
                found.put(e.getKey(), millis(e.getValue().asText()));
            } catch (IllegalArgumentException _) {
                found.put(e.getKey(), Long.MAX_VALUE);
            }
        });
        return found;
    }

    static void add(Map<String, Long> sum, Map<String, Long> more) {
        more.forEach((name, amount) -> sum.merge(name, amount, Quantities::saturated));
    }

    static void max(Map<String, Long> most, Map<String, Long> other) {
        other.forEach((name, amount) -> most.merge(name, amount, Math::max));
    }

    private static long saturated(long a, long b) {
        return a > Long.MAX_VALUE - b ? Long.MAX_VALUE : a + b;
    }
}
