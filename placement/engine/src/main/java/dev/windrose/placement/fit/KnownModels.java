package dev.windrose.placement.fit;

import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Models whose size is known: facts from the publishers' config.json and safetensors index on huggingface.co. A model is
 * found by its publisher and name; endings for tuning and storage ({@code -Instruct}, {@code -it}, {@code -AWQ} …) are
 * of no account. A copy by another publisher is unknown, because nothing vouches for its size.
 */
public final class KnownModels {
    /** id, million parameters, layers, hidden, heads, kv heads (or L and latent width), head dim, vocabulary, context, flags. */
    private static final String TABLE = """
            meta-llama/Llama-3.2-1B              1236  16  2048  32 8    64  128256 131072 tied
            meta-llama/Llama-3.2-3B              3213  28  3072  24 8    128 128256 131072 tied
            meta-llama/Meta-Llama-3-8B           8030  32  4096  32 8    128 128256 8192   -
            meta-llama/Meta-Llama-3-70B          70554 80  8192  64 8    128 128256 8192   -
            meta-llama/Llama-3.1-8B              8030  32  4096  32 8    128 128256 131072 -
            meta-llama/Meta-Llama-3.1-8B         8030  32  4096  32 8    128 128256 131072 -
            meta-llama/Llama-3.1-70B             70554 80  8192  64 8    128 128256 131072 -
            meta-llama/Meta-Llama-3.1-70B        70554 80  8192  64 8    128 128256 131072 -
            meta-llama/Llama-3.3-70B             70554 80  8192  64 8    128 128256 131072 -
            meta-llama/Llama-3.1-405B            405853 126 16384 128 8  128 128256 131072 -
            mistralai/Mistral-7B                 7248  32  4096  32 8    128 32768  32768  -
            mistralai/Mixtral-8x7B               46703 32  4096  32 8    128 32000  32768  -
            mistralai/Mixtral-8x22B              140630 56 6144  48 8    128 32768  65536  -
            mistralai/Mistral-Nemo-2407          12248 40  5120  32 8    128 131072 131072 -
            mistralai/Mistral-Nemo-Instruct-2407 12248 40  5120  32 8    128 131072 131072 -
            mistralai/Mistral-Small-24B-Instruct-2501 23572 40 5120 32 8 128 131072 32768  -
            Qwen/Qwen2.5-0.5B                    494   24  896   14 2    64  151936 32768  tied
            Qwen/Qwen2.5-1.5B                    1544  28  1536  12 2    128 151936 32768  tied
            Qwen/Qwen2.5-3B                      3086  36  2048  16 2    128 151936 32768  tied
            Qwen/Qwen2.5-7B                      7616  28  3584  28 4    128 152064 32768  -
            Qwen/Qwen2.5-14B                     14770 48  5120  40 8    128 152064 32768  -
            Qwen/Qwen2.5-32B                     32764 64  5120  40 8    128 152064 32768  -
            Qwen/Qwen2.5-72B                     72706 80  8192  64 8    128 152064 32768  -
            Qwen/Qwen3-0.6B                      752   28  1024  16 8    128 151936 40960  tied
            Qwen/Qwen3-1.7B                      2032  28  2048  16 8    128 151936 40960  tied
            Qwen/Qwen3-4B                        4022  36  2560  32 8    128 151936 40960  tied
            Qwen/Qwen3-8B                        8191  36  4096  32 8    128 151936 40960  -
            Qwen/Qwen3-14B                       14768 40  5120  40 8    128 151936 40960  -
            Qwen/Qwen3-32B                       32762 64  5120  64 8    128 151936 40960  -
            Qwen/Qwen3-30B-A3B                   30532 48  2048  32 4    128 151936 40960  -
            Qwen/Qwen3-235B-A22B                 235094 94 4096  64 4    128 151936 40960  -
            google/gemma-2-2b                    2614  26  2304  8  4    256 256000 8192   tied
            google/gemma-2-9b                    9242  42  3584  16 8    256 256000 8192   tied
            google/gemma-2-27b                   27227 46  4608  32 16   128 256000 8192   tied
            google/gemma-3-1b                    1000  26  1152  4  1    256 262144 32768  tied
            google/gemma-3-4b                    4300  34  2560  8  4    256 262208 131072 tied
            google/gemma-3-12b                   12187 48  3840  16 8    256 262208 131072 tied
            google/gemma-3-27b                   27432 62  5376  32 16   128 262208 131072 tied
            microsoft/Phi-3-mini-4k              3821  32  3072  32 32   96  32064  4096   -
            microsoft/Phi-3-mini-128k            3821  32  3072  32 32   96  32064  131072 -
            microsoft/Phi-3-medium-4k            13960 40  5120  40 10   128 32064  4096   -
            microsoft/Phi-4-mini                 3836  32  3072  24 8    128 200064 131072 tied
            microsoft/phi-4                      14660 40  5120  40 10   128 100352 16384  -
            deepseek-ai/DeepSeek-V2-Lite         15706 27  2048  16 L576 128 102400 163840 -
            deepseek-ai/DeepSeek-V3              684531 61 7168  128 L576 128 129280 163840 fp8
            deepseek-ai/DeepSeek-R1              684531 61 7168  128 L576 128 129280 163840 fp8
            deepseek-ai/DeepSeek-R1-Distill-Llama-8B  8030  32 4096 32 8 128 128256 131072 -
            deepseek-ai/DeepSeek-R1-Distill-Llama-70B 70554 80 8192 64 8 128 128256 131072 -
            deepseek-ai/DeepSeek-R1-Distill-Qwen-7B   7616  28 3584 28 4 128 152064 131072 -
            deepseek-ai/DeepSeek-R1-Distill-Qwen-14B  14770 48 5120 40 8 128 152064 131072 -
            deepseek-ai/DeepSeek-R1-Distill-Qwen-32B  32764 64 5120 40 8 128 152064 131072 -
            TinyLlama/TinyLlama-1.1B-Chat-v1.0   1100  22  2048  32 4    64  32000  2048   -
            HuggingFaceTB/SmolLM2-135M           135   30  576   9  3    64  49152  8192   tied
            HuggingFaceTB/SmolLM2-360M           362   32  960   15 5    64  49152  8192   tied
            HuggingFaceTB/SmolLM2-1.7B           1711  24  2048  32 32   64  49152  8192   tied
            ibm-granite/granite-3.1-8b           8171  40  4096  32 8    128 49155  131072 tied
            BAAI/bge-m3                          568   24  1024  16 16   64  250002 8192   embedding
            BAAI/bge-large-en-v1.5               335   24  1024  16 16   64  30522  512    embedding
            BAAI/bge-base-en-v1.5                110   12  768   12 12   64  30522  512    embedding
            BAAI/bge-small-en-v1.5               34    12  384   12 12   32  30522  512    embedding
            intfloat/e5-mistral-7b               7111  32  4096  32 8    128 32000  32768  embedding
            intfloat/multilingual-e5-large       560   24  1024  16 16   64  250002 512    embedding
            intfloat/e5-large-v2                 335   24  1024  16 16   64  30522  512    embedding
            nomic-ai/nomic-embed-text-v1         137   12  768   12 12   64  30528  8192   embedding
            nomic-ai/nomic-embed-text-v1.5       137   12  768   12 12   64  30528  8192   embedding
            sentence-transformers/all-MiniLM-L6-v2 23  6   384   12 12   32  30522  512    embedding
            """;

    private static final Pattern ENDINGS =
            Pattern.compile("-(instruct|it|pt|chat|base|hf|fp8|awq|gptq|int4|int8|gptq-int4|gptq-int8|v0\\.[1-3])$");

    private static final Map<String, ModelFacts> BY_ID = parse();

    private KnownModels() {}

    /** The ids in the table, in alphabetical order. */
    public static SortedSet<String> ids() {
        SortedSet<String> ids = new TreeSet<>();
        BY_ID.values().forEach(facts -> ids.add(facts.id()));
        return Collections.unmodifiableSortedSet(ids);
    }

    static Optional<ModelFacts> find(String id) {
        String key = id.toLowerCase(Locale.ROOT);
        while (true) {
            ModelFacts facts = BY_ID.get(key);
            if (facts != null) {
                return Optional.of(facts);
            }
            String shorter = ENDINGS.matcher(key).replaceFirst("");
            if (shorter.equals(key)) {
                return Optional.empty();
            }
            key = shorter;
        }
    }

    private static Map<String, ModelFacts> parse() {
        Map<String, ModelFacts> facts = new HashMap<>();
        TABLE.lines().map(String::strip).forEach(line -> {
            ModelFacts row = row(List.of(line.split(" +", -1)));
            facts.put(row.id().toLowerCase(Locale.ROOT), row);
        });
        return Map.copyOf(facts);
    }

    private static ModelFacts row(List<String> cells) {
        int heads = Integer.parseInt(cells.get(4));
        boolean latent = cells.get(5).startsWith("L");
        int kv = Integer.parseInt(latent ? cells.get(5).substring(1) : cells.get(5));
        String flag = cells.get(9);
        return new ModelFacts(
                cells.get(0),
                Long.parseLong(cells.get(1)) * 1_000_000L,
                Integer.parseInt(cells.get(2)),
                Integer.parseInt(cells.get(3)),
                heads,
                latent ? heads : kv,
                Integer.parseInt(cells.get(6)),
                latent ? OptionalInt.of(kv) : OptionalInt.empty(),
                Integer.parseInt(cells.get(7)),
                flag.equals("tied") || flag.equals("embedding"),
                Integer.parseInt(cells.get(8)),
                flag.equals("fp8") ? Quantization.FP8 : Quantization.NONE,
                flag.equals("embedding"));
    }
}
