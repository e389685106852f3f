package dev.windrose.hub.cost;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * What was spent on one key by one namespace. Exact until it is shown.
 *
 * @param gpuSeconds of all GPUs that were held
 * @param unpricedGpuSeconds of these, what nobody knew a price of
 * @param dollars for the others
 */
public record Spent(
        String namespace, String key, BigDecimal gpuSeconds, BigDecimal unpricedGpuSeconds, BigDecimal dollars) {
    private static final BigDecimal SECONDS_OF_AN_HOUR = BigDecimal.valueOf(3_600);
    private static final int SHOWN = 6;

    /** Nothing yet. */
    static Spent nothing(String key) {
        return new Spent("", key, BigDecimal.ZERO, BigDecimal.ZERO, BigDecimal.ZERO);
    }

    /** A row as the database tells it, numbers as text. */
    public static Spent of(JsonNode row) {
        return new Spent(
                row.path("namespace").asText(),
                row.path("key").asText(),
                new BigDecimal(row.path("gpu_seconds").asText()),
                new BigDecimal(row.path("unpriced_gpu_seconds").asText()),
                new BigDecimal(row.path("dollars").asText()));
    }

    Spent plus(Spent other) {
        return new Spent(
                namespace,
                key,
                gpuSeconds.add(other.gpuSeconds),
                unpricedGpuSeconds.add(other.unpricedGpuSeconds),
                dollars.add(other.dollars));
    }

    /** Whether every GPU-hour had a known price. */
    boolean whole() {
        return unpricedGpuSeconds.signum() == 0;
    }

    /** Dollars for what had a price, to the millionth, rounded up. */
    String knownCost() {
        return dollars.setScale(SHOWN, RoundingMode.UP).toPlainString();
    }

    static String hours(BigDecimal seconds) {
        return seconds.divide(SECONDS_OF_AN_HOUR, SHOWN, RoundingMode.HALF_UP).toPlainString();
    }
}
