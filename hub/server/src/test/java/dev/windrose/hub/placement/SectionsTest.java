package dev.windrose.hub.placement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.hub.Given;
import dev.windrose.hub.link.DesiredSection;
import dev.windrose.hub.runtime.DesiredObject;
import dev.windrose.hub.runtime.Part;
import dev.windrose.placement.Assignment;
import dev.windrose.placement.Change;
import dev.windrose.placement.ChangeSet;
import dev.windrose.placement.ClusterId;
import dev.windrose.placement.Money;
import dev.windrose.placement.Plan;
import dev.windrose.placement.PlanId;
import dev.windrose.placement.PlanningResult.Planned;
import dev.windrose.placement.Report;
import dev.windrose.placement.inventory.WorkloadUid;
import dev.windrose.protocol.Body;
import dev.windrose.protocol.Digest;
import dev.windrose.protocol.Generation;
import dev.windrose.protocol.ObjectKey;
import dev.windrose.testing.Generator;
import dev.windrose.testing.Seeded;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class SectionsTest {
    private static final ClusterId A = new ClusterId("cluster-a");
    private static final Generation RAISED = new Generation(1, 7);

    private final Sections sections = new Sections();
    private List<Assignment> rows = List.of();
    private PlanId target = PlanId.NONE;
    private int number;

    @Test
    void theFirstTouchMakesTheSectionAnewTheNextOnesOnlyWhatChanged() {
        assertThat(promote(row("one", A, 1), row("two", A, 1)))
                .singleElement()
                .satisfies(change -> assertThat(change.complete()).isTrue());

        var changes = promote(row("one", A, 1), row("two", A, 2));

        assertThat(changes).singleElement().satisfies(change -> {
            assertThat(change.complete()).isFalse();
            assertThat(change.objects())
                    .extracting(object -> object.key().value())
                    .containsExactly("deployment/two-L4", "service/two");
        });
    }

    @Test
    void aPromotionOfSomebodyElseMakesTheSectionAnew() {
        promote(row("one", A, 1));
        target = new PlanId("somebody-else");

        assertThat(promote(row("one", A, 2)).getFirst().complete()).isTrue();
    }

    @Test
    void whatOnePartLeavesBehindAnotherOfTheSameWorkloadKeeps() {
        promote(row("one", A, 1), other("one", A));

        var changes = promote(row("one", A, 1));

        assertThat(changes.getFirst().removed()).containsExactly(new ObjectKey("deployment/one-T4"));
    }

    /** Whatever comes, what members are told is what the plan's assignments say as a whole. */
    @Test
    void whatMembersAreToldIsAlwaysTheWholeSection() {
        Seeded.forAll(200, Generator.of(RandomGenerator::nextLong), seed -> {
            var random = Seeded.random(seed);
            var told = new HashMap<ClusterId, DesiredSection>();
            var subject = new SectionsTest();
            for (int i = 0; i < 12; i++) {
                subject.promote(told, subject.random(random));
                if (random.nextInt(6) == 0) {
                    subject.target = new PlanId("of-another-hub-" + i);
                }
                told.forEach((cluster, section) ->
                        assertThat(section.manifest().entries()).isEqualTo(whole(cluster, subject.rows)));
            }
        });
    }

    private static Map<ObjectKey, Digest> whole(ClusterId cluster, List<Assignment> rows) {
        var whole = new TreeMap<ObjectKey, Digest>();
        parts(rows)
                .objects(
                        cluster,
                        rows.stream()
                                .filter(r -> r.key().cluster().equals(cluster))
                                .toList())
                .forEach(object -> whole.put(object.key(), object.digest()));
        return whole;
    }

    private Assignment[] random(RandomGenerator random) {
        var next = new ArrayList<Assignment>();
        for (var cluster : List.of(A, new ClusterId("cluster-b"))) {
            for (var name : List.of("one", "two", "three")) {
                if (random.nextBoolean()) {
                    next.add(row(name, cluster, random.nextInt(1, 4)));
                }
                if (random.nextInt(4) == 0) {
                    next.add(other(name, cluster));
                }
            }
        }
        return next.toArray(Assignment[]::new);
    }

    private List<SectionChange> promote(Assignment... after) {
        return promote(new HashMap<>(), after);
    }

    private List<SectionChange> promote(Map<ClusterId, DesiredSection> told, Assignment... after) {
        var now = List.of(after);
        var changes = new ArrayList<Change>();
        rows.stream()
                .filter(row -> now.stream().noneMatch(a -> a.key().equals(row.key())))
                .forEach(row -> changes.add(new Change.Remove(row.key(), List.of(), "test")));
        now.stream()
                .filter(row -> !rows.contains(row))
                .forEach(row -> changes.add(new Change.Upsert(row, List.of(), "test")));
        var plan = new Plan(new PlanId("p" + ++number), target, Given.NOW, now, "test");
        var planned = new Planned(
                plan, new ChangeSet(changes), new Report(List.of(), new Report.Totals(0, 0, 0, Money.ZERO, 0)));
        var all = new ArrayList<>(rows);
        all.addAll(now);
        var changed = sections.changes(
                parts(all), new StoredPlan(target, rows, List.of(), List.of(), Map.of(), List.of()), planned);
        var raised = new HashMap<ClusterId, Generation>();
        changed.forEach(change -> raised.put(change.cluster(), RAISED));
        told.putAll(sections.promoted(plan.id(), changed, raised));
        rows = now;
        target = plan.id();
        return changed;
    }

    private static Assignment row(String name, ClusterId cluster, int replicas) {
        return Given.assignment(Given.key(name, cluster.value(), "L4", 1), replicas, 1);
    }

    private static Assignment other(String name, ClusterId cluster) {
        return Given.assignment(Given.key(name, cluster.value(), "T4", 1), 1, 1);
    }

    private static Parts parts(List<Assignment> rows) {
        return new Parts(
                SectionsTest::objects,
                rows.stream()
                        .map(row -> row.key().workload())
                        .distinct()
                        .map(SectionsTest::revision)
                        .toList());
    }

    private static Revision revision(WorkloadUid uid) {
        return new Revision(uid, 1, "team-a", uid.value(), Given.spec("{\"model\": {\"id\": \"m\"}}"), false);
    }

    private static List<DesiredObject> objects(Part part) {
        var product = part.assignment().key().shape().product().name();
        return List.of(
                new DesiredObject(
                        new ObjectKey("deployment/%s-%s".formatted(part.name(), product)),
                        new Body(
                                "{\"replicas\": %d}".formatted(part.assignment().replicas()))),
                new DesiredObject(new ObjectKey("service/" + part.name()), new Body("{}")));
    }
}
