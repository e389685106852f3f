package dev.windrose.simulator.data;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.windrose.simulator.json.Json;
import dev.windrose.simulator.world.Templates;
import java.util.ArrayList;
import java.util.List;

/**
 * What a simulated model says: the same to the same question, always. A token is a word.
 *
 * @param words the answer, each but the first with its leading space
 * @param promptTokens words of the question
 * @param cut whether max_tokens ended it
 */
record Reply(List<String> words, int promptTokens, boolean cut) {
    private static final int QUOTED = 24;
    private static final int DIMENSIONS = 384;
    private static final long STEPS = 2_000_001;

    Reply {
        words = List.copyOf(words);
    }

    static Reply to(String model, String pod, String question, int maxTokens) {
        List<String> asked = words(question);
        List<String> quoted = asked.subList(Math.max(0, asked.size() - QUOTED), asked.size());
        String text = "This is %s, simulated by pod %s. You said: %s".formatted(model, pod, String.join(" ", quoted));
        List<String> said = words(text);
        boolean cut = said.size() > maxTokens;
        List<String> tokens = new ArrayList<>();
        for (String word : cut ? said.subList(0, maxTokens) : said) {
            tokens.add(tokens.isEmpty() ? word : " " + word);
        }
        return new Reply(tokens, asked.size(), cut);
    }

    String text() {
        return String.join("", words);
    }

    String finishReason() {
        return cut ? "length" : "stop";
    }

    /** The texts of a chat's messages; content may be a text or a list of parts. */
    static String question(JsonNode messages) {
        List<String> texts = new ArrayList<>();
        for (JsonNode message : messages) {
            JsonNode content = message.path("content");
            if (content.isTextual()) {
                texts.add(content.asText());
            }
            content.forEach(part -> texts.add(Json.text(part, "text")));
        }
        return String.join(" ", texts);
    }

    /** A vector of length one that only the text decides. */
    static ArrayNode embedding(String text) {
        double[] values = new double[DIMENSIONS];
        double square = 0;
        // A linear congruential sequence from the text's hash: quick, and equal on every machine.
        long state = Templates.number(text, STEPS);
        for (int i = 0; i < DIMENSIONS; i++) {
            state = state * 6364136223846793005L + 1442695040888963407L;
            values[i] = (double) (state >> 33) / (1L << 30);
            square += values[i] * values[i];
        }
        ArrayNode made = Json.array();
        double norm = Math.sqrt(square);
        for (double value : values) {
            made.add((float) (value / norm));
        }
        return made;
    }

    static int tokens(String text) {
        return words(text).size();
    }

    private static List<String> words(String text) {
        return text.isBlank() ? List.of() : List.of(text.strip().split("\\s+", -1));
    }
}
