package dev.windrose.hub.transcript;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A chapter: prose and steps, as in a file that reads like a terminal.
 *
 * <pre>
 * Prose begins in the first column.
 *
 *   $ kubectl get iw            a command; lines after "&gt; " go on with it
 *   NAME    MODEL               its standard output
 *   ! Warning: something        its standard error
 *   [1]                         its exit code unless it is zero
 *   ~ no-such-kind              from here on: what the hub answers, for the reason of that name in docs/api.md
 *   ...
 * </pre>
 */
record Transcript(List<Part> parts) {
    private static final String INDENT = "  ";

    /** A piece of a chapter. */
    sealed interface Part {}

    /** Words for people. */
    record Prose(String line) implements Part {}

    /** Something to do. */
    record Doing(Step step) implements Part {}

    Transcript {
        parts = List.copyOf(parts);
    }

    List<Step> steps() {
        return parts.stream()
                .flatMap(part -> part instanceof Doing(Step step) ? Stream.of(step) : Stream.empty())
                .toList();
    }

    static Transcript parse(String text) {
        var rest = new ArrayDeque<>(text.lines().toList());
        var parts = new ArrayList<Part>();
        while (!rest.isEmpty()) {
            String line = rest.removeFirst();
            if (line.startsWith(INDENT + "$ ")) {
                rest.addFirst(line);
                parts.add(new Doing(step(rest)));
            } else if (line.startsWith(" ")) {
                throw new IllegalArgumentException("No command before this output: %s".formatted(line));
            } else {
                parts.add(new Prose(line));
            }
        }
        return new Transcript(parts);
    }

    private static Step step(Deque<String> rest) {
        var command = new ArrayList<String>();
        command.add(rest.removeFirst().substring(INDENT.length() + 2));
        while (startsWith(rest, INDENT + "> ") || startsWith(rest, INDENT + ">")) {
            String line = rest.removeFirst();
            command.add(line.length() > INDENT.length() + 2 ? line.substring(INDENT.length() + 2) : "");
        }
        Answer answer = answer(rest);
        if (!startsWith(rest, INDENT + "~ ")) {
            return new Step(command, answer, Optional.empty());
        }
        var ids = List.of(rest.removeFirst().substring(INDENT.length() + 2).split(", "));
        return new Step(command, answer, Optional.of(new Step.Difference(ids, answer(rest))));
    }

    private static Answer answer(Deque<String> rest) {
        var out = new ArrayList<String>();
        var err = new ArrayList<String>();
        while (goesOn(rest)) {
            String line = rest.removeFirst();
            String said = line.isEmpty() ? "" : line.substring(INDENT.length());
            if (said.matches("\\[\\d+]")) {
                return new Answer(out, err, Integer.parseInt(said.substring(1, said.length() - 1)));
            } else if (said.startsWith("! ") || said.equals("!")) {
                err.add(said.length() > 2 ? said.substring(2) : "");
            } else {
                out.add(said);
            }
        }
        return new Answer(out, err, 0);
    }

    /** Empty lines belong to the output when output follows; before prose or the next command they are prose. */
    private static boolean goesOn(Deque<String> rest) {
        for (String line : rest) {
            if (!line.isEmpty()) {
                return line.startsWith(INDENT) && !line.startsWith(INDENT + "$ ") && !line.startsWith(INDENT + "~ ");
            }
        }
        return false;
    }

    private static boolean startsWith(Deque<String> rest, String prefix) {
        return !rest.isEmpty() && rest.peekFirst().startsWith(prefix);
    }

    /** The file again; {@link #parse} of it gives an equal chapter. */
    String render() {
        var text = new StringBuilder();
        for (Part part : parts) {
            switch (part) {
                case Prose(String line) -> text.append(line).append('\n');
                case Doing(Step step) -> render(step, text);
            }
        }
        return text.toString();
    }

    private static void render(Step step, StringBuilder text) {
        for (int i = 0; i < step.command().size(); i++) {
            line(text, (i == 0 ? "$ " : "> ") + step.command().get(i));
        }
        render(step.answer(), text);
        step.hub().ifPresent(difference -> {
            line(text, "~ " + String.join(", ", difference.ids()));
            render(difference.answer(), text);
        });
    }

    private static void render(Answer answer, StringBuilder text) {
        answer.out().forEach(said -> line(text, said));
        answer.err().forEach(said -> line(text, "! " + said));
        if (answer.code() != 0) {
            line(text, "[%d]".formatted(answer.code()));
        }
    }

    private static void line(StringBuilder text, String line) {
        text.append(line.isEmpty() ? "" : (INDENT + line).stripTrailing()).append('\n');
    }
}
