package dev.windrose.hub.transcript;

import dev.windrose.hub.transcript.Step.Difference;
import dev.windrose.hub.transcript.Transcript.Doing;
import dev.windrose.hub.transcript.Transcript.Part;
import dev.windrose.hub.transcript.Transcript.Prose;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Plays a chapter on a terminal. What comes back is the chapter as it should read, so that a text comparison judges. */
final class Playback {
    /** The reason of a difference that nobody gave one. Never in docs/api.md. */
    static final String UNEXPLAINED = "unexplained";

    private Playback() {}

    /** The chapter with the answers of a real kube-apiserver. */
    static Transcript onRealServer(Transcript chapter, Terminal terminal) {
        var parts = new ArrayList<Part>();
        for (Part part : chapter.parts()) {
            parts.add(
                    switch (part) {
                        case Prose prose -> prose;
                        case Doing(Step step) ->
                            new Doing(new Step(step.command(), terminal.run(step.script()), step.hub()));
                    });
        }
        return new Transcript(parts);
    }

    /** The chapter with a difference wherever the hub answers otherwise than it says of a real kube-apiserver. */
    static Transcript onHub(Transcript chapter, Terminal terminal) {
        var parts = new ArrayList<Part>();
        for (Part part : chapter.parts()) {
            parts.add(
                    switch (part) {
                        case Prose prose -> prose;
                        case Doing(Step step) -> new Doing(onHub(step, terminal.run(step.script())));
                    });
        }
        return new Transcript(parts);
    }

    /** The step with what the hub answers: a difference that is no more is gone, a new one has no reason yet. */
    static Step onHub(Step step, Answer answer) {
        if (answer.equals(step.answer())) {
            return new Step(step.command(), step.answer(), Optional.empty());
        }
        var ids = step.hub().map(Difference::ids).orElse(List.of(UNEXPLAINED));
        return new Step(step.command(), step.answer(), Optional.of(new Difference(ids, answer)));
    }
}
