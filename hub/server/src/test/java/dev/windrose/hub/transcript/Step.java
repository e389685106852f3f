package dev.windrose.hub.transcript;

import java.util.List;
import java.util.Optional;

/**
 * One command and what it must answer.
 *
 * @param command lines for the shell
 * @param answer what a real kube-apiserver makes kubectl say
 * @param hub what the hub makes it say, when that is something else
 */
record Step(List<String> command, Answer answer, Optional<Difference> hub) {
    Step {
        command = List.copyOf(command);
    }

    /**
     * The hub's own answer.
     *
     * @param ids rows of the list in docs/api.md that give the reasons
     */
    record Difference(List<String> ids, Answer answer) {
        Difference {
            ids = List.copyOf(ids);
        }
    }

    String script() {
        return String.join("\n", command);
    }

    Answer wantedOfHub() {
        return hub.map(Difference::answer).orElse(answer);
    }
}
