package dev.windrose.placement.fit;

import dev.windrose.placement.inventory.GpuProduct;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Measurements by product, model, engine, quantisation and GPUs. A question is answered from those whose prompts and
 * answers are at most half as long again, or two thirds as long: at the same concurrency as measured, between two
 * concurrencies on the straight line; beyond what was measured not at all.
 */
public final class Profiles {
    public static final Profiles NONE = new Profiles(List.of());

    private static final double ALIKE = 1.5;
    private static final int MEASURED = 10;
    private static final int INTERPOLATED = 20;
    private static final int CELLS = 12;
    private static final int MOST_ROWS = 100_000;

    private record Key(GpuProduct product, String model, EngineKind engine, Quantization quantization, int gpus) {}

    private final Map<Key, List<Profile>> byKey = new HashMap<>();

    public Profiles(List<Profile> profiles) {
        for (Profile each : profiles) {
            Key key =
                    new Key(each.product(), Profile.key(each.model()), each.engine(), each.quantization(), each.gpus());
            byKey.computeIfAbsent(key, _ -> new ArrayList<>()).add(each);
        }
        byKey.values()
                .forEach(rows ->
                        rows.sort(Comparator.comparingInt(row -> row.traffic().concurrency())));
    }

    /** What was read. @param problems rows that were passed over: line, and how to mend it */
    public record Reading(Profiles profiles, int rows, List<String> problems) {}

    /**
     * Reads lines of {@code product,model,engine,quantization,gpus,concurrency,prompt_tokens,answer_tokens,
     * tokens_per_second,ttft_ms,tpot_ms,source}. Empty lines, comments ({@code #}) and a head are passed over; a bad row
     * keeps none of the others from counting.
     */
    public static Reading read(List<String> lines) {
        List<Profile> rows = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        for (int i = 0; i < lines.size() && rows.size() < MOST_ROWS; i++) {
            String line = lines.get(i).strip();
            if (line.isEmpty() || line.startsWith("#") || line.startsWith("product,")) {
                continue;
            }
            try {
                rows.add(row(line));
            } catch (IllegalArgumentException e) {
                problems.add("line " + (i + 1) + ": " + e.getMessage());
            }
        }
        return new Reading(new Profiles(rows), rows.size(), List.copyOf(problems));
    }

    private static Profile row(String line) {
        List<String> cells = List.of(line.split(" *, *", CELLS));
        if (cells.size() < CELLS) {
            throw new IllegalArgumentException("has %d columns, not %d".formatted(cells.size(), CELLS));
        }
        Quantization quantization = Quantization.parse(cells.get(3))
                .orElseThrow(() -> new IllegalArgumentException(
                        "quantization (%s) must be none, fp8, int8, int4, awq or gptq".formatted(cells.get(3))));
        return new Profile(
                new GpuProduct(cells.get(0)),
                cells.get(1),
                engine(cells.get(2)),
                quantization,
                Integer.parseInt(cells.get(4)),
                new Traffic(
                        Integer.parseInt(cells.get(6)), Integer.parseInt(cells.get(7)), Integer.parseInt(cells.get(5))),
                Double.parseDouble(cells.get(8)),
                Double.parseDouble(cells.get(9)),
                Double.parseDouble(cells.get(10)),
                cells.get(11));
    }

    private static EngineKind engine(String text) {
        return Stream.of(EngineKind.values())
                .filter(each -> each.name().toLowerCase(Locale.ROOT).equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "engine (%s) must be vllm, sglang, trtllm, llamacpp or custom".formatted(text)));
    }

    Optional<SpeedEstimate.Known> find(GpuProduct product, ModelDemand model, int gpus, Traffic traffic) {
        Key key = new Key(product, Profile.key(model.id()), model.serving().engine(), model.quantization(), gpus);
        Profile below = null;
        Profile above = null;
        for (Profile row : byKey.getOrDefault(key, List.of())) {
            if (alike(row.traffic(), traffic)) {
                below = row.traffic().concurrency() <= traffic.concurrency() ? row : below;
                above = above == null && row.traffic().concurrency() >= traffic.concurrency() ? row : above;
            }
        }
        return below == null || above == null ? Optional.empty() : Optional.of(between(below, above, traffic));
    }

    private static boolean alike(Traffic measured, Traffic asked) {
        return alike(measured.promptTokens(), asked.promptTokens())
                && alike(measured.answerTokens(), asked.answerTokens());
    }

    private static boolean alike(double one, double other) {
        return one <= other * ALIKE && other <= one * ALIKE;
    }

    private static SpeedEstimate.Known between(Profile below, Profile above, Traffic traffic) {
        int low = below.traffic().concurrency();
        int high = above.traffic().concurrency();
        double way = high == low ? 0 : (double) (traffic.concurrency() - low) / (high - low);
        boolean measured = high == low;
        return new SpeedEstimate.Known(
                mix(below.tokensPerSecond(), above.tokensPerSecond(), way),
                mix(below.ttftMillis(), above.ttftMillis(), way),
                mix(below.tpotMillis(), above.tpotMillis(), way),
                measured ? MEASURED : INTERPOLATED,
                measured ? SpeedEstimate.Provenance.MEASURED : SpeedEstimate.Provenance.INTERPOLATED,
                below.source(),
                traffic);
    }

    private static double mix(double one, double other, double way) {
        return one + (other - one) * way;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Profiles profiles && profiles.byKey.equals(byKey);
    }

    @Override
    public int hashCode() {
        return byKey.hashCode();
    }
}
