package dev.windrose.kubeapi.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.testing.Seeded;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** The tree holds what a sorted map holds, at every version, and its pages are that map's. */
class ObjectTreePropertyTest {
    private static final ResourceName THINGS = new ResourceName("", "things");

    @Test
    void everyVersionShowsWhatASortedMapShowed() {
        for (long seed = 1; seed <= 40; seed++) {
            RandomGenerator random = Seeded.random(seed);
            var history = new ObjectHistory(List.of(), 0, 400);
            var map = new TreeMap<String, StoredObject>();
            var versions = new ArrayList<List<StoredObject>>(List.of(List.of()));
            for (long version = 1; version <= 300; version++) {
                ObjectKey key = key(random);
                if (random.nextInt(3) == 0) {
                    map.remove(place(key));
                    history.remove(key, version);
                } else {
                    StoredObject object = StoredObject.of(key, version, "{}".getBytes(StandardCharsets.UTF_8));
                    map.put(place(key), object);
                    history.put(object);
                }
                versions.add(List.copyOf(map.values()));
            }
            for (int version = 0; version <= 300; version++) {
                ObjectTree then = history.at(version).orElseThrow();
                assertThat(then.all()).as("seed %d version %d", seed, version).isEqualTo(versions.get(version));
            }
            pagesMatch(random, history.now(), versions.getLast());
        }
    }

    private static void pagesMatch(RandomGenerator random, ObjectTree tree, List<StoredObject> all) {
        for (int i = 0; i < 50; i++) {
            Optional<String> namespace = random.nextBoolean() ? Optional.empty() : Optional.of("n" + random.nextInt(5));
            Optional<ObjectKey> after = random.nextBoolean() ? Optional.empty() : Optional.of(key(random));
            int limit = random.nextInt(6);
            List<StoredObject> rest = all.stream()
                    .filter(o ->
                            namespace.map(n -> n.equals(o.key().namespace())).orElse(true))
                    .filter(o -> after.map(a -> place(a).compareTo(place(o.key())) < 0)
                            .orElse(true))
                    .toList();
            int count = limit == 0 ? rest.size() : Math.min(limit, rest.size());

            Page page = tree.page(new ListQuery(THINGS, namespace, limit, after), 7);

            assertThat(page.items()).isEqualTo(rest.subList(0, count));
            assertThat(page.remaining()).isEqualTo(rest.size() - count);
        }
    }

    private static ObjectKey key(RandomGenerator random) {
        return new ObjectKey(THINGS, "n" + random.nextInt(5), "o" + random.nextInt(30));
    }

    private static String place(ObjectKey key) {
        return key.namespace() + "\0" + key.name();
    }
}
