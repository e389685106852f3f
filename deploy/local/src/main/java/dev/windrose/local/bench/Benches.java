package dev.windrose.local.bench;

import dev.windrose.local.state.FleetException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Every bench there is. */
public final class Benches {
    private static final List<Bench> ALL = Stream.concat(
                    Stream.of(new PropagationBench(), new ApiBench(), new PlacementBench()),
                    PlacementBench.SECTIONS.stream())
            .toList();

    private Benches() {}

    public static Bench named(String name) {
        return ALL.stream()
                .filter(bench -> bench.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new FleetException("There is no bench '%s'. There are: %s"
                        .formatted(name, ALL.stream().map(Bench::name).collect(Collectors.joining(", ")))));
    }

    public static String about() {
        return ALL.stream()
                .map(bench -> "  %-20s %s".formatted(bench.name(), bench.about()))
                .collect(Collectors.joining("\n"));
    }
}
