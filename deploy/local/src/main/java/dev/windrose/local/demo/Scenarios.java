package dev.windrose.local.demo;

import dev.windrose.local.state.FleetException;
import java.util.List;
import java.util.stream.Collectors;

/** Every scenario there is. */
public final class Scenarios {
    private static final List<Scenario> ALL = List.of(new PlacementScenario(), new RestartScenario());

    private Scenarios() {}

    public static Scenario named(String name) {
        return ALL.stream()
                .filter(scenario -> scenario.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new FleetException("There is no demo '%s'. There are: %s"
                        .formatted(name, ALL.stream().map(Scenario::name).collect(Collectors.joining(", ")))));
    }

    public static String about() {
        return ALL.stream()
                .map(scenario -> "  %-10s %s".formatted(scenario.name(), scenario.about()))
                .collect(Collectors.joining("\n"));
    }
}
