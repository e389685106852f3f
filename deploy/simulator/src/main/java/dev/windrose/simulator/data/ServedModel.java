package dev.windrose.simulator.data;

import com.fasterxml.jackson.databind.JsonNode;
import dev.windrose.simulator.json.Json;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a pod's containers would serve, read from their arguments as the engines read them: vLLM ({@code --model}, {@code
 * vllm serve X}, {@code --served-model-name A B}), SGLang ({@code --model-path}), llama.cpp ({@code -m}, {@code -hf}, {@code
 * --alias}), text embeddings inference ({@code --model-id}); else from the environment.
 *
 * @param names what requests may call it, the first one is what answers call it
 * @param root the model itself
 * @param embeds whether it makes embeddings rather than text
 * @param maxLength context length in tokens
 */
public record ServedModel(List<String> names, String root, boolean embeds, int maxLength) {
    private static final Set<String> MODEL_FLAGS =
            Set.of("--model", "--model-path", "--model-id", "--model_path", "-m", "-hf", "--hf-repo");
    private static final Set<String> NAME_FLAGS = Set.of("--served-model-name", "--alias");
    private static final Set<String> LENGTH_FLAGS = Set.of("--max-model-len", "--context-length", "--ctx-size", "-c");
    private static final List<String> MODEL_VARIABLES =
            List.of("SERVED_MODEL_NAME", "MODEL_ID", "MODEL_NAME", "MODEL", "VLLM_MODEL", "HF_MODEL_ID", "MODEL_PATH");
    private static final List<String> EMBEDDING_WORDS = List.of("embed", "bge-", "/e5-", "gte-", "-e5-", "minilm");
    private static final int DEFAULT_LENGTH = 8192;

    public ServedModel {
        names = List.copyOf(names);
    }

    /** Empty when the pod names no model: it is no model server. */
    static Optional<ServedModel> of(JsonNode podSpec) {
        for (JsonNode container : podSpec.path("containers")) {
            Optional<ServedModel> found = ofContainer(container);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    /** The port that the arguments name; zero when they name none. */
    static int portArgument(JsonNode container) {
        return number(flags(words(container)).getOrDefault("--port", List.of()), 0);
    }

    private static Optional<ServedModel> ofContainer(JsonNode container) {
        List<String> words = words(container);
        Map<String, List<String>> flags = flags(words);
        if (words.stream().anyMatch(word -> word.startsWith("python"))) {
            // There it names a Python module.
            flags.remove("-m");
        }
        String root =
                first(flags, MODEL_FLAGS).orElseGet(() -> positional(words).orElse(""));
        List<String> names = new ArrayList<>();
        NAME_FLAGS.forEach(flag -> flags.getOrDefault(flag, List.of()).stream()
                .flatMap(value -> List.of(value.split(",", -1)).stream())
                .filter(value -> !value.isBlank())
                .forEach(names::add));
        if (root.isEmpty()) {
            root = names.isEmpty() ? variable(container).orElse("") : names.getFirst();
        }
        if (root.isEmpty()) {
            return Optional.empty();
        }
        if (names.isEmpty()) {
            names.add(root);
        }
        int length = LENGTH_FLAGS.stream()
                .map(flag -> number(flags.getOrDefault(flag, List.of()), 0))
                .filter(n -> n > 0)
                .findFirst()
                .orElse(DEFAULT_LENGTH);
        return Optional.of(new ServedModel(names, root, embeds(flags, root), length));
    }

    private static boolean embeds(Map<String, List<String>> flags, String root) {
        String task = String.join(" ", flags.getOrDefault("--task", List.of()));
        String runner = String.join(" ", flags.getOrDefault("--runner", List.of()));
        String model = root.toLowerCase(Locale.ROOT);
        return task.startsWith("embed")
                || runner.equals("pooling")
                || flags.containsKey("--is-embedding")
                || flags.containsKey("--embedding")
                || EMBEDDING_WORDS.stream().anyMatch(model::contains);
    }

    /** Arguments as words; a shell line in one argument is taken apart. */
    private static List<String> words(JsonNode container) {
        List<String> words = new ArrayList<>();
        for (String field : List.of("command", "args")) {
            for (JsonNode argument : container.path(field)) {
                String text = argument.asText();
                if (text.contains(" --") || text.startsWith("vllm serve ")) {
                    words.addAll(List.of(text.strip().split("\\s+", -1)));
                } else {
                    words.add(text);
                }
            }
        }
        return words;
    }

    /** Flag to its values; a flag takes all words up to the next one. */
    private static Map<String, List<String>> flags(List<String> words) {
        Map<String, List<String>> flags = new HashMap<>();
        List<String> values = new ArrayList<>();
        for (String word : words) {
            if (word.startsWith("-") && word.length() > 1 && !Character.isDigit(word.charAt(1))) {
                int equals = word.indexOf('=');
                values = flags.computeIfAbsent(equals < 0 ? word : word.substring(0, equals), _ -> new ArrayList<>());
                if (equals >= 0) {
                    values.add(word.substring(equals + 1));
                }
            } else {
                values.add(word);
            }
        }
        return flags;
    }

    private static Optional<String> first(Map<String, List<String>> flags, Set<String> names) {
        return names.stream()
                .sorted()
                .flatMap(name -> flags.getOrDefault(name, List.of()).stream().limit(1))
                .findFirst();
    }

    /** {@code vllm serve MODEL …}. */
    private static Optional<String> positional(List<String> words) {
        for (int i = 0; i + 1 < words.size(); i++) {
            if (words.get(i).equals("serve") && !words.get(i + 1).startsWith("-")) {
                return Optional.of(words.get(i + 1));
            }
        }
        return Optional.empty();
    }

    private static Optional<String> variable(JsonNode container) {
        for (String name : MODEL_VARIABLES) {
            for (JsonNode variable : container.path("env")) {
                String value = Json.text(variable, "value");
                if (Json.text(variable, "name").equals(name) && !value.isEmpty()) {
                    return Optional.of(value);
                }
            }
        }
        return Optional.empty();
    }

    private static int number(List<String> values, int otherwise) {
        try {
            return values.isEmpty() ? otherwise : Integer.parseInt(values.getFirst());
        } catch (NumberFormatException _) {
            return otherwise;
        }
    }
}
