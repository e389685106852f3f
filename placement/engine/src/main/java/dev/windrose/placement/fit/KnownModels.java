package dev.windrose.placement.fit;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Models whose size is known: facts from the publishers' config.json and safetensors index on huggingface.co, in
 * {@code models.txt} beside this class. A model is found by its publisher and name; endings for tuning and storage
 * ({@code -Instruct}, {@code -it}, {@code -AWQ} …) are of no account. A copy by another publisher is unknown, because
 * nothing vouches for its size.
 */
public final class KnownModels {
    private static final String TABLE = "models.txt";
    private static final int CELLS = 14;
    private static final long MILLION = 1_000_000;

    private static final List<String> ENDINGS = List.of(
            "-instruct",
            "-it",
            "-pt",
            "-chat",
            "-base",
            "-hf",
            "-fp8",
            "-awq",
            "-gptq",
            "-gguf",
            "-int4",
            "-int8",
            "-gptq-int4",
            "-gptq-int8",
            "-v0.1",
            "-v0.2",
            "-v0.3");

    private static final Map<String, ModelFacts> BY_ID = parse();

    private KnownModels() {}

    /** The ids in the table, in alphabetical order. */
    public static SortedSet<String> ids() {
        SortedSet<String> ids = new TreeSet<>();
        BY_ID.values().forEach(facts -> ids.add(facts.id()));
        return Collections.unmodifiableSortedSet(ids);
    }

    /** Facts of a model of the table. */
    public static Optional<ModelFacts> find(String id) {
        String key = id.toLowerCase(Locale.ROOT);
        while (true) {
            ModelFacts facts = BY_ID.get(key);
            if (facts != null) {
                return Optional.of(facts);
            }
            Optional<String> shorter = shorter(key);
            if (shorter.isEmpty()) {
                return Optional.empty();
            }
            key = shorter.get();
        }
    }

    private static Optional<String> shorter(String key) {
        for (String ending : ENDINGS) {
            if (key.endsWith(ending)) {
                return Optional.of(key.substring(0, key.length() - ending.length()));
            }
        }
        return Optional.empty();
    }

    private static Map<String, ModelFacts> parse() {
        Map<String, ModelFacts> facts = new HashMap<>();
        try (InputStream stream = Objects.requireNonNull(KnownModels.class.getResourceAsStream(TABLE), TABLE);
                BufferedReader lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            lines.lines()
                    .map(String::strip)
                    .filter(line -> !line.startsWith("#"))
                    .forEach(line -> {
                        ModelFacts row = row(List.of(line.split(" +", -1)));
                        facts.put(row.id().toLowerCase(Locale.ROOT), row);
                    });
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the table of models", e);
        }
        return Map.copyOf(facts);
    }

    private static ModelFacts row(List<String> cells) {
        if (cells.size() != CELLS) {
            throw new IllegalStateException("A row of %s has %d cells: %s".formatted(TABLE, cells.size(), cells));
        }
        String flag = cells.get(9);
        return new ModelFacts(
                cells.get(0),
                size(cells, flag),
                attention(cells),
                number(cells, 3),
                number(cells, 8),
                flag.equals("embedding"),
                "https://huggingface.co/" + cells.get(0) + " (built-in table)");
    }

    private static ModelSize size(List<String> cells, String flag) {
        long table = (long) number(cells, 7) * number(cells, 3);
        boolean tied = flag.equals("tied") || flag.equals("embedding");
        Quantization stored = switch (flag) {
            case "fp8" -> Quantization.FP8;
            case "mxfp4" -> Quantization.MXFP4;
            default -> Quantization.NONE;
        };
        return new ModelSize(
                number(cells, 1) * MILLION,
                experts(cells.get(11)),
                table,
                tied ? 0 : table,
                number(cells, 12) * MILLION,
                stored,
                cells.get(13).equals("-") ? OptionalLong.empty() : OptionalLong.of(number(cells, 13) * MILLION));
    }

    private static Optional<Experts> experts(String cell) {
        if (cell.equals("-")) {
            return Optional.empty();
        }
        List<String> parts = List.of(cell.split("/", -1));
        return Optional.of(new Experts(
                Integer.parseInt(parts.get(0)),
                Integer.parseInt(parts.get(1)),
                Integer.parseInt(parts.get(2)) * MILLION));
    }

    private static Attention attention(List<String> cells) {
        int heads = number(cells, 4);
        boolean latent = cells.get(5).startsWith("L");
        int kv = Integer.parseInt(latent ? cells.get(5).substring(1) : cells.get(5));
        List<String> window = cells.get(10).equals("-")
                ? List.of("0", "0")
                : List.of(cells.get(10).split("/", -1));
        return new Attention(
                number(cells, 2),
                heads,
                latent ? heads : kv,
                number(cells, 6),
                latent ? OptionalInt.of(kv) : OptionalInt.empty(),
                Integer.parseInt(window.get(0)),
                Integer.parseInt(window.get(1)));
    }

    private static int number(List<String> cells, int at) {
        return Integer.parseInt(cells.get(at));
    }
}
