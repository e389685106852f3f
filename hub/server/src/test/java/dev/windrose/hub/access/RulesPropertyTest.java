package dev.windrose.hub.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.kubeapi.access.Authorizer.Attributes;
import dev.windrose.kubeapi.access.Authorizer.Rule;
import dev.windrose.testing.Generator;
import dev.windrose.testing.Seeded;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** Whoever covers a rule can do all that it allows: else a binding would give away what its maker does not have. */
class RulesPropertyTest {
    private static final List<String> VERBS = List.of("get", "list", "patch");
    private static final List<String> GROUPS = List.of("", "g");
    private static final List<String> RESOURCES = List.of("a", "b", "a/status", "b/status");
    private static final List<String> NAMES = List.of("x", "y");
    private static final List<String> PATHS = List.of("/p", "/p/q", "/r");

    record Case(List<Rule> held, Rule wanted) {}

    @Test
    void whatIsCoveredIsHeld() {
        Seeded.forAll(4_000, Generator.of(RulesPropertyTest::random), given -> {
            if (!Rules.cover(given.held(), given.wanted())) {
                return;
            }
            for (var asked : everything()) {
                if (Rules.allows(given.wanted(), asked)) {
                    assertThat(given.held()).as("%s", asked).anyMatch(rule -> Rules.allows(rule, asked));
                }
            }
        });
    }

    @Test
    void everybodyCoversTheirOwn() {
        Seeded.forAll(
                1_000,
                Generator.of(RulesPropertyTest::random),
                given -> assertThat(given.held()).allMatch(rule -> Rules.cover(given.held(), rule)));
    }

    private static List<Attributes> everything() {
        var all = new ArrayList<Attributes>();
        for (var verb : List.of("get", "list", "patch", "other")) {
            PATHS.forEach(path -> all.add(Attributes.path(verb, path)));
            all.add(Attributes.path(verb, "/p/q/z"));
            for (var group : List.of("", "g", "h")) {
                for (var resource : List.of("a", "b", "c")) {
                    for (var subresource : List.of("", "status", "scale")) {
                        for (var name : List.of("", "x", "y", "z")) {
                            all.add(new Attributes(verb, group, resource, subresource, "", name, ""));
                        }
                    }
                }
            }
        }
        return all;
    }

    private static Case random(RandomGenerator random) {
        var held = new ArrayList<Rule>();
        for (int i = random.nextInt(4); i >= 0; i--) {
            held.add(rule(random));
        }
        return new Case(held, rule(random));
    }

    private static Rule rule(RandomGenerator random) {
        if (random.nextInt(4) == 0) {
            return new Rule(some(random, VERBS, "*"), List.of(), List.of(), List.of(), some(random, PATHS, "/p/*"));
        }
        var names = random.nextInt(3) == 0 ? some(random, NAMES, "x") : List.<String>of();
        return new Rule(
                some(random, VERBS, "*"),
                some(random, GROUPS, "*"),
                some(random, RESOURCES, random.nextBoolean() ? "*" : "*/status"),
                names,
                List.of());
    }

    private static List<String> some(RandomGenerator random, List<String> of, String wild) {
        var chosen = new ArrayList<String>();
        of.forEach(one -> {
            if (random.nextBoolean()) {
                chosen.add(one);
            }
        });
        if (random.nextInt(6) == 0) {
            chosen.add(wild);
        }
        return chosen.isEmpty() ? List.of(of.getFirst()) : chosen;
    }
}
