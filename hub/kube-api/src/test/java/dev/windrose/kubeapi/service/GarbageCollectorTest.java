package dev.windrose.kubeapi.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.kubeapi.json.Body;
import dev.windrose.kubeapi.json.Json;
import dev.windrose.kubeapi.resource.CoreKinds;
import dev.windrose.kubeapi.resource.ResourceDescriptor;
import dev.windrose.kubeapi.resource.ResourceRegistry;
import dev.windrose.kubeapi.service.DeleteOptions.Propagation;
import dev.windrose.kubeapi.store.InMemoryResourceStore;
import dev.windrose.testing.Seeded;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** Who goes when an owner goes, over a store in memory. */
class GarbageCollectorTest {
    private static final ResourceDescriptor MAPS = CoreKinds.configMap();
    private static final ResourceDescriptor NODES = CoreKinds.node();
    private static final WriteOptions TESTER = WriteOptions.by("tester");

    /** Kept elsewhere, with numbers of its own, as audit events are. */
    private static final ResourceDescriptor TRAIL = ResourceDescriptor.custom(
                    "trail.dev", "v1", "Entry", "entries", Json.object().put("type", "object"))
            .clusterScoped()
            .readOnly()
            .build();

    private final KubeService service = new KubeService(
            ResourceRegistry.of(CoreKinds.namespace(), CoreKinds.event(), MAPS, NODES, TRAIL),
            new OwnNumbersStore(new InMemoryResourceStore(), TRAIL.name()));

    GarbageCollectorTest() {
        for (String name : List.of("default", "other")) {
            ObjectNode namespace = Json.object();
            namespace.putObject("metadata").put("name", name);
            join(service.create(CoreKinds.namespace(), "", new Body(namespace, List.of()), TESTER));
        }
    }

    /** Owner uids, by the names of objects; the name of an object is its place in the list. */
    private record Forest(List<List<Integer>> owners, Set<Integer> deleted, boolean restart) {}

    @Test
    void exactlyThoseGoWhoseOwnersHaveAllGone() {
        Seeded.forAll(40, GarbageCollectorTest::forest, forest -> {
            var test = new GarbageCollectorTest();
            test.grow(forest);
            test.fell(forest);
        });
    }

    private static Forest forest(java.util.random.RandomGenerator random) {
        int size = random.nextInt(2, 14);
        var owners = new ArrayList<List<Integer>>();
        for (int i = 0; i < size; i++) {
            var mine = new TreeSet<Integer>();
            for (int n = random.nextInt(3); n > 0 && i > 0; n--) {
                mine.add(random.nextInt(i));
            }
            owners.add(List.copyOf(mine));
        }
        var deleted = new HashSet<Integer>();
        for (int n = random.nextInt(1, 4); n > 0; n--) {
            deleted.add(random.nextInt(size));
        }
        return new Forest(owners, deleted, random.nextBoolean());
    }

    private void grow(Forest forest) {
        var uids = new ArrayList<String>();
        for (int i = 0; i < forest.owners().size(); i++) {
            var owners = new TreeMap<String, String>();
            forest.owners().get(i).forEach(owner -> owners.put("m" + owner, uids.get(owner)));
            uids.add(make("m" + i, owners, List.of()));
        }
    }

    private void fell(Forest forest) {
        var gone = new TreeSet<>(forest.deleted());
        for (int i = 0; i < forest.owners().size(); i++) {
            List<Integer> owners = forest.owners().get(i);
            if (!owners.isEmpty() && gone.containsAll(owners)) {
                gone.add(i);
            }
        }
        Set<String> expected = new TreeSet<>();
        for (int i = 0; i < forest.owners().size(); i++) {
            if (!gone.contains(i)) {
                expected.add("m" + i);
            }
        }
        GarbageCollector collector = service.collectGarbage();
        try {
            if (forest.restart()) {
                collector.close();
            }
            forest.deleted().forEach(i -> delete("m" + i, Optional.empty()));
            if (forest.restart()) {
                collector = service.collectGarbage();
            }
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> names().equals(expected) && dangling().isEmpty());
        } finally {
            collector.close();
        }
    }

    /** References to owners that are not there. */
    private List<String> dangling() {
        Set<String> uids = new HashSet<>();
        all().forEach(object -> uids.add(Json.text(object, "metadata", "uid")));
        return all().stream()
                .flatMap(object -> OwnerReference.of(object).stream())
                .map(OwnerReference::uid)
                .filter(uid -> !uids.contains(uid))
                .toList();
    }

    @Test
    void anOwnerOfTheSameNameIsAnotherOwner() {
        try (GarbageCollector _ = service.collectGarbage()) {
            String uid = make("owner", new TreeMap<>(), List.of());
            delete("owner", Optional.empty());
            make("owner", new TreeMap<>(), List.of());
            make("stale", new TreeMap<>(java.util.Map.of("owner", uid)), List.of());

            await().atMost(Duration.ofSeconds(20)).until(() -> names().equals(Set.of("owner")));
        }
    }

    @Test
    void aForegroundDeletionThatARestartInterruptsGoesOn() {
        String owner = make("owner", new TreeMap<>(), List.of());
        make("held", new TreeMap<>(java.util.Map.of("owner", owner)), List.of("test.dev/hold"));
        GarbageCollector first = service.collectGarbage();
        delete("owner", Optional.of(Propagation.FOREGROUND));
        await().atMost(Duration.ofSeconds(20)).until(() -> Finalizers.deleting(get("held")));
        first.close();
        release("held");

        assertThat(names()).containsExactly("owner");
        try (GarbageCollector _ = service.collectGarbage()) {
            await().atMost(Duration.ofSeconds(20)).until(() -> names().isEmpty());
        }
    }

    @Test
    void anOwnerWaitsForThoseThatBlockIt() {
        String owner = make("owner", new TreeMap<>(), List.of());
        make("held", new TreeMap<>(java.util.Map.of("owner", owner)), List.of("test.dev/hold"));
        make("free", new TreeMap<>(java.util.Map.of("owner", owner)), List.of());
        try (GarbageCollector _ = service.collectGarbage()) {
            delete("owner", Optional.of(Propagation.FOREGROUND));
            await().atMost(Duration.ofSeconds(20)).until(() -> names().equals(Set.of("owner", "held")));

            assertThat(Finalizers.deleting(get("owner"))).isTrue();
            release("held");
            await().atMost(Duration.ofSeconds(20)).until(() -> names().isEmpty());
        }
    }

    @Test
    void orphansStay() {
        String owner = make("owner", new TreeMap<>(), List.of());
        make("child", new TreeMap<>(java.util.Map.of("owner", owner)), List.of());
        try (GarbageCollector _ = service.collectGarbage()) {
            delete("owner", Optional.of(Propagation.ORPHAN));
            await().atMost(Duration.ofSeconds(20)).until(() -> names().equals(Set.of("child")));

            assertThat(OwnerReference.of(get("child"))).isEmpty();
        }
    }

    private String make(String name, TreeMap<String, String> owners, List<String> finalizers) {
        ObjectNode object = Json.object().put("apiVersion", "v1").put("kind", "ConfigMap");
        ObjectNode metadata = object.putObject("metadata").put("name", name);
        owners.forEach((owner, uid) -> metadata.withArray("ownerReferences")
                .addObject()
                .put("apiVersion", "v1")
                .put("kind", "ConfigMap")
                .put("name", owner)
                .put("uid", uid)
                .put("blockOwnerDeletion", true));
        finalizers.forEach(finalizer -> metadata.withArray("finalizers").add(finalizer));
        var made = join(service.create(MAPS, "default", new Body(object, List.of()), TESTER));
        return Json.text(made.object(), "metadata", "uid");
    }

    private void delete(String name, Optional<Propagation> how) {
        // It may have gone with its owner already.
        service.delete(MAPS, "default", name, new DeleteOptions("", "", how), TESTER)
                .exceptionally(failure -> null)
                .toCompletableFuture()
                .join();
    }

    private void release(String name) {
        ObjectNode patch = Json.object();
        patch.putObject("metadata").putNull("finalizers");
        join(service.patch(MAPS, "", "default", name, KubeService.PatchRequest.of(PatchType.MERGE, patch), TESTER));
    }

    private ObjectNode get(String name) {
        return join(service.get(MAPS, "default", name));
    }

    private List<ObjectNode> all() {
        return join(service.list(MAPS, ListRequest.in("default"))).items();
    }

    private Set<String> names() {
        Set<String> names = new TreeSet<>();
        all().forEach(object -> names.add(Json.name(object)));
        return names;
    }

    private static <T> T join(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }
}
