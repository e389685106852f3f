package dev.windrose.agent.scaling;

import dev.windrose.protocol.WorkloadStatus.Figure;
import dev.windrose.protocol.WorkloadStatus.Load;
import java.time.Instant;
import java.util.OptionalDouble;

/** The load of one part, added up pod by pod. */
final class LoadSum {
    private int asked;
    private Figure requests = Figure.NONE;
    private Figure tokens = Figure.NONE;

    void add(EngineLoad pod) {
        asked++;
        requests = plus(requests, pod.requests());
        tokens = plus(tokens, pod.tokens());
    }

    private static Figure plus(Figure sum, OptionalDouble told) {
        return told.isEmpty() ? sum : new Figure(sum.sum() + told.getAsDouble(), sum.answered() + 1);
    }

    Load load(Instant at) {
        return new Load(at, asked, requests, tokens);
    }
}
