package dev.windrose.placement.fit;

/**
 * The requests that an estimate is for.
 *
 * @param promptTokens of one request
 * @param answerTokens of one answer
 * @param concurrency requests that one replica works on at once
 */
public record Traffic(int promptTokens, int answerTokens, int concurrency) {
    /** What is taken where nobody says how many requests come at once, as far as memory holds them. */
    public static final int USUAL_CONCURRENCY = 16;

    private static final int USUAL_PROMPT = 1_024;
    private static final int USUAL_ANSWER = 256;

    public Traffic {
        if (promptTokens < 1 || answerTokens < 1 || concurrency < 1) {
            throw new IllegalArgumentException(
                    "Traffic (%d prompt tokens, %d answer tokens, %d at once) must be positive."
                            .formatted(promptTokens, answerTokens, concurrency));
        }
    }

    /** A usual request, within the context: at most three quarters of it prompt. */
    public static Traffic within(int context, int concurrency) {
        int prompt = Math.max(1, Math.min(USUAL_PROMPT, context / 4 * 3));
        return new Traffic(prompt, Math.max(1, Math.min(USUAL_ANSWER, context - prompt)), concurrency);
    }

    int tokens() {
        return promptTokens + answerTokens;
    }

    /** {@code 16 at once, 1024 prompt and 256 answer tokens}. */
    public String text() {
        return concurrency + " at once, " + promptTokens + " prompt and " + answerTokens + " answer tokens";
    }
}
