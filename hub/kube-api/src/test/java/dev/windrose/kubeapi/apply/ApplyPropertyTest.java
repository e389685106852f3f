package dev.windrose.kubeapi.apply;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.kubeapi.schema.JsonValues;
import dev.windrose.kubeapi.schema.Schema;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;

/** What holds of every apply; the seed of a failure is in its message. */
class ApplyPropertyTest {
    private static final Schema WIDGETS = Cases.widgets();
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    @Test
    void applyingTwiceIsApplyingOnce() {
        forSeeds(400, (random, seed) -> {
            RandomWidgets widgets = new RandomWidgets(random, "a", "b", "c");
            ObjectNode live = apply(Optional.empty(), widgets.nextWithScalars(), "a", START);
            live = apply(Optional.of(live), widgets.nextWithScalars(), "b", START.plusSeconds(1));
            ObjectNode wanted = widgets.nextWithScalars();
            ObjectNode once = apply(Optional.of(live), wanted, "c", START.plusSeconds(2));

            var twice = (ApplyOutcome.Applied) outcome(Optional.of(once), wanted, "c", START.plusSeconds(3), false);

            assertThat(twice.changed()).as(seed).isFalse();
            assertThat(twice.object()).as(seed).isEqualTo(once);
        });
    }

    @Test
    void appliesOfDisjointFieldsCommute() {
        forSeeds(400, (random, seed) -> {
            ObjectNode a = new RandomWidgets(random, "a1", "a2", "a3").next();
            ObjectNode b = new RandomWidgets(random, "b1", "b2", "b3").next();

            ObjectNode ab = apply(Optional.of(apply(Optional.empty(), a, "a", START)), b, "b", START);
            ObjectNode ba = apply(Optional.of(apply(Optional.empty(), b, "b", START)), a, "a", START);

            // Who comes second and says nothing new changes nothing, and so has no time.
            assertThat(sorted(timeless(ab))).as(seed).isEqualTo(sorted(timeless(ba)));
        });
    }

    @Test
    void fieldSetsSurviveTheWire() {
        forSeeds(400, (random, seed) -> {
            FieldSet set = FieldSets.of(WIDGETS, new RandomWidgets(random, "x", "y", "z/<&>\"").nextWithScalars());

            assertThat(FieldSet.fromFieldsV1(set.toFieldsV1())).as(seed).contains(set);
        });
    }

    @Test
    void whatAnotherOwnsStaysWhenOneLetsGo() {
        forSeeds(400, (random, seed) -> {
            RandomWidgets widgets = new RandomWidgets(random, "a", "b", "c");
            ObjectNode theirs = widgets.nextWithScalars();
            ObjectNode live = apply(Optional.empty(), widgets.nextWithScalars(), "a", START);
            live = apply(Optional.of(live), theirs, "b", START);

            ObjectNode left = apply(Optional.of(live), RandomWidgets.empty(), "a", START);

            assertThat(holds(left, theirs)).as(seed + left).isTrue();
        });
    }

    @Test
    void whatNobodyOwnsGoesWhenTheOnlyOwnerLetsGo() {
        forSeeds(200, (random, seed) -> {
            ObjectNode live =
                    apply(Optional.empty(), new RandomWidgets(random, "a", "b").nextWithScalars(), "a", START);

            ObjectNode left = apply(Optional.of(live), RandomWidgets.empty(), "a", START);

            assertThat(left).as(seed).isEqualTo(RandomWidgets.empty());
        });
    }

    @Test
    void anyHistoryKeepsOwnershipTrue() {
        forSeeds(300, (random, seed) -> {
            RandomWidgets widgets = new RandomWidgets(random, "a", "b", "c");
            Optional<ObjectNode> live = Optional.empty();
            for (int step = 0; step < 8; step++) {
                ObjectNode wanted = widgets.nextWithScalars();
                String manager = "m" + random.nextInt(3);
                Instant now = START.plusSeconds(step);
                boolean update = random.nextInt(3) == 0;
                ObjectNode after = update
                        ? ManagedFields.onUpdate(WIDGETS, live, wanted, manager, now, Optional.empty())
                        : apply(live, wanted, manager, now);
                assertThat(holds(after, wanted)).as(seed).isTrue();
                assertOwnedFieldsExist(after, seed);
                live = Optional.of(after);
            }
        });
    }

    @Test
    void changesNothingItIsGiven() {
        forSeeds(100, (random, seed) -> {
            RandomWidgets widgets = new RandomWidgets(random, "a", "b", "c");
            ObjectNode live = apply(Optional.empty(), widgets.nextWithScalars(), "a", START);
            ObjectNode wanted = widgets.nextWithScalars();
            ObjectNode liveBefore = live.deepCopy();
            ObjectNode wantedBefore = wanted.deepCopy();

            ObjectNode after = apply(Optional.of(live), wanted, "b", START);
            scribble(after);

            assertThat(live).as(seed).isEqualTo(liveBefore);
            assertThat(wanted).as(seed).isEqualTo(wantedBefore);
        });
    }

    private static void assertOwnedFieldsExist(ObjectNode object, String seed) {
        Managers managers = Managers.decode(Ownership.managedFieldsOf(object)).orElseThrow();
        FieldSet there = FieldSets.present(WIDGETS, ManagedFields.strip(object));
        // A list that is not empty has no path of its own in what is there, but an updater may own it as a whole.
        assertThat(managers.ownedByAnyone().leaves().minus(there).minus(parents(there)))
                .as(seed + object)
                .isEqualTo(FieldSet.EMPTY);
    }

    private static FieldSet parents(FieldSet set) {
        List<List<PathElement>> parents = new ArrayList<>();
        set.paths().forEach(path -> {
            for (int i = 1; i < path.size(); i++) {
                parents.add(path.subList(0, i));
            }
        });
        return FieldSet.of(parents);
    }

    /** Whether everything wanted is in the object: putting it there once more changes nothing but order. */
    private static boolean holds(ObjectNode object, ObjectNode wanted) {
        ObjectNode bare = ManagedFields.strip(object);
        return JsonValues.equal(sorted(Merge.merge(WIDGETS, bare, wanted)), sorted(bare));
    }

    private static ObjectNode apply(Optional<ObjectNode> live, ObjectNode wanted, String manager, Instant now) {
        return ((ApplyOutcome.Applied) outcome(live, wanted, manager, now, true)).object();
    }

    private static ApplyOutcome outcome(
            Optional<ObjectNode> live, ObjectNode wanted, String manager, Instant now, boolean force) {
        return ServerSideApply.apply(WIDGETS, live, wanted, new ApplyOptions(manager, force, now, Optional.empty()));
    }

    private static ObjectNode timeless(ObjectNode object) {
        ObjectNode copy = object.deepCopy();
        copy.at("/metadata/managedFields").forEach(entry -> ((ObjectNode) entry).remove("time"));
        return copy;
    }

    private static JsonNode sorted(JsonNode value) {
        if (value instanceof ObjectNode object) {
            ObjectNode copy = object.objectNode();
            object.properties().forEach(e -> copy.set(e.getKey(), sorted(e.getValue())));
            return copy;
        }
        if (value instanceof ArrayNode list) {
            List<JsonNode> items = new ArrayList<>();
            list.forEach(item -> items.add(sorted(item)));
            items.sort(JsonValues::compare);
            return list.arrayNode().addAll(items);
        }
        return value;
    }

    private static void scribble(JsonNode value) {
        if (value instanceof ObjectNode object) {
            object.forEach(ApplyPropertyTest::scribble);
            object.put("scribble", true);
        } else if (value instanceof ArrayNode list) {
            list.forEach(ApplyPropertyTest::scribble);
            list.add("scribble");
        }
    }

    private static void forSeeds(int count, BiConsumer<Random, String> property) {
        for (long seed = 1; seed <= count; seed++) {
            property.accept(new Random(seed), "seed %d: ".formatted(seed));
        }
    }
}
