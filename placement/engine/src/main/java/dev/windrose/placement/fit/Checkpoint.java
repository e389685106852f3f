package dev.windrose.placement.fit;

import java.util.Map;
import java.util.OptionalLong;

/**
 * What the files of a checkpoint say: counts from the Hub's {@code safetensors.parameters}, or the {@code total_size} of
 * {@code model.safetensors.index.json}.
 *
 * @param values numbers by their form ({@code BF16}, {@code F8_E4M3}, {@code I32} …); empty: unknown
 * @param bytes of all files; empty: unknown
 */
public record Checkpoint(Map<String, Long> values, OptionalLong bytes) {
    public static final Checkpoint UNKNOWN = new Checkpoint(Map.of(), OptionalLong.empty());

    public Checkpoint {
        values = Map.copyOf(values);
        values.forEach((form, count) -> {
            if (count < 0 || count > ModelSize.MOST_PARAMETERS) {
                throw new IllegalArgumentException("%d values of form %s make no sense.".formatted(count, form));
            }
        });
    }

    /** How many numbers there are, where each is one parameter; empty when some pack several. */
    OptionalLong parameters() {
        boolean packed = values.keySet().stream().anyMatch(form -> form.startsWith("I") || form.startsWith("U"));
        long sum = values.values().stream().mapToLong(Long::longValue).sum();
        return packed || sum == 0 ? OptionalLong.empty() : OptionalLong.of(sum);
    }

    /** What the weights take once loaded: engines load 32 and 64 bit floats as 16 bits. */
    OptionalLong loadedBytes() {
        if (values.isEmpty()) {
            return bytes;
        }
        double sum = 0;
        for (Map.Entry<String, Long> each : values.entrySet()) {
            sum += bytes(each.getKey()) * each.getValue();
        }
        return sum < 1 ? OptionalLong.empty() : OptionalLong.of((long) sum);
    }

    private static double bytes(String form) {
        return switch (form) {
            case "I64", "U64" -> 8;
            case "I32", "U32" -> 4;
            case "I8", "U8", "BOOL", "F8_E4M3", "F8_E5M2", "F8_E8M0" -> 1;
            case "F4", "I4" -> 0.5;
            default -> 2;
        };
    }
}
