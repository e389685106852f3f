package dev.windrose.hub.runtime;

import java.util.List;
import java.util.Optional;

/** Arguments as people write them: {@code --name=value}, or {@code --name} and the value after it. The last one counts. */
record EngineArgs(List<String> args) {
    boolean has(String name) {
        return args.stream().anyMatch(arg -> arg.equals(name) || arg.startsWith(name + "="));
    }

    Optional<String> text(String name) {
        Optional<String> found = Optional.empty();
        for (int i = 0; i < args.size(); i++) {
            var arg = args.get(i).strip();
            if (arg.startsWith(name + "=")) {
                found = Optional.of(arg.substring(name.length() + 1));
            } else if (arg.equals(name) && i + 1 < args.size()) {
                found = Optional.of(args.get(i + 1).strip());
            }
        }
        return found;
    }

    /** Empty, too, when the value is no number. */
    Optional<Double> number(String name) {
        return text(name)
                .filter(text -> text.matches("[0-9]{1,9}([.][0-9]{1,9})?"))
                .map(Double::valueOf);
    }
}
