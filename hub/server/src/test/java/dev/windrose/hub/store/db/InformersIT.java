package dev.windrose.hub.store.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.hub.HubProcess;
import dev.windrose.testing.Seeded;
import dev.windrose.testing.TestPostgres;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * fabric8 informers hold a correct cache through 10,000 random writes while the hub is killed twice and the log is trimmed
 * under them: of everything, by label (objects walk in and out of the selection), and by field.
 */
@Timeout(300)
class InformersIT {
    private static final int WRITES = 10_000;
    private static final int WRITERS = 8;
    private static final String EVENTS = "/api/v1/namespaces/default/events";
    private static final Duration SOON = Duration.ofSeconds(60);

    private final TestPostgres.Database database = TestPostgres.freshDatabase();
    private final AtomicInteger written = new AtomicInteger();

    @Test
    void informersHoldACorrectCacheThroughWritesRestartsAndTrimming() throws Exception {
        try (var hub = new HubProcess(database)) {
            hub.awaitReady();
            try (var http = hub.http();
                    var client = new KubernetesClientBuilder()
                            .withConfig(hub.config())
                            .build();
                    var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                var watchers = watchers(client);
                var writers = new ArrayList<Callable<Void>>();
                for (int i = 0; i < WRITERS; i++) {
                    writers.add(writer(hub, http, i));
                }
                var work = writers.stream().map(threads::submit).toList();

                awaitWritten(2_000);
                trim(20);
                awaitWritten(4_000);
                hub.kill();
                hub.start();
                hub.awaitReady();
                awaitWritten(7_000);
                hub.kill();
                // What another hub would have written meanwhile is no longer in the log when this one comes back.
                try (var connection = database.connect();
                        var statement = connection.createStatement()) {
                    statement.execute("delete from resource where resource = 'events' and name like 'w0-%'");
                }
                trim(3);
                hub.start();
                hub.awaitReady();
                for (var one : work) {
                    one.get();
                }
                trim(5);

                for (var watcher : watchers) {
                    await(watcher.name())
                            .atMost(SOON)
                            .untilAsserted(() -> assertThat(watcher.cache()).isEqualTo(fresh(client, watcher)));
                    assertThat(watcher.backwards()).as(watcher.name()).isEmpty();
                    assertThat(watcher.cache()).as(watcher.name()).isNotEmpty();
                    watcher.informer().close();
                }
                assertThat(watchers.getFirst().updates().get()).isGreaterThan(1_000);
            }
        }
    }

    /** @param backwards objects that were told in an older state than the informer had */
    private record Watcher(
            String name,
            String labels,
            String fields,
            SharedIndexInformer<Event> informer,
            AtomicInteger updates,
            List<String> backwards) {
        Map<String, String> cache() {
            return versions(informer.getStore().list());
        }
    }

    private static List<Watcher> watchers(KubernetesClient client) {
        return List.of(
                watcher(client, "everything", "", ""),
                watcher(client, "by label", "side=in", ""),
                watcher(client, "by field", "", "type=Warning"));
    }

    private static Watcher watcher(KubernetesClient client, String name, String labels, String fields) {
        var selected = client.v1().events().inNamespace("default");
        var updates = new AtomicInteger();
        var backwards = new CopyOnWriteArrayList<String>();
        var handler = new ResourceEventHandler<Event>() {
            @Override
            public void onAdd(Event event) {}

            @Override
            public void onUpdate(Event before, Event after) {
                updates.incrementAndGet();
                if (version(after) < version(before)) {
                    backwards.add(
                            "%s %d after %d".formatted(after.getMetadata().getName(), version(after), version(before)));
                }
            }

            @Override
            public void onDelete(Event event, boolean unknownFinalState) {}
        };
        var informer = (labels.isEmpty()
                        ? fields.isEmpty() ? selected : selected.withField("type", "Warning")
                        : selected.withLabel("side", "in"))
                .inform(handler);
        return new Watcher(name, labels, fields, informer, updates, backwards);
    }

    private static long version(Event event) {
        return Long.parseLong(event.getMetadata().getResourceVersion());
    }

    private static Map<String, String> fresh(KubernetesClient client, Watcher watcher) {
        var options = new ListOptionsBuilder();
        if (!watcher.labels().isEmpty()) {
            options.withLabelSelector(watcher.labels());
        }
        if (!watcher.fields().isEmpty()) {
            options.withFieldSelector(watcher.fields());
        }
        return versions(client.v1()
                .events()
                .inNamespace("default")
                .list(options.build())
                .getItems());
    }

    private static Map<String, String> versions(Collection<Event> events) {
        return events.stream()
                .collect(Collectors.toMap(
                        event -> event.getMetadata().getName(),
                        event -> event.getMetadata().getResourceVersion(),
                        (a, _) -> a,
                        TreeMap::new));
    }

    private void awaitWritten(int count) {
        await().atMost(Duration.ofSeconds(120)).until(() -> written.get() >= count);
    }

    private void trim(int keep) throws SQLException {
        try (var connection = database.connect();
                var statement = connection.prepareStatement(ResourceLog.TRIM.replace("?1", "?"))) {
            statement.setInt(1, keep);
            statement.execute();
        }
    }

    /** Names of its own, so that what it knows of them is what is there. */
    private Callable<Void> writer(HubProcess hub, HttpClient http, int number) {
        return () -> {
            var random = Seeded.random(number + 1L);
            var present = new TreeSet<String>();
            int names = 0;
            while (written.getAndIncrement() < WRITES) {
                int action = random.nextInt(10);
                if (present.isEmpty() || (action < 3 && present.size() < 40)) {
                    String name = "w%d-%d".formatted(number, names++);
                    send(hub, http, "POST", EVENTS, event(name, random).toString());
                    present.add(name);
                } else {
                    String name = new ArrayList<>(present).get(random.nextInt(present.size()));
                    if (action < 5) {
                        send(hub, http, "DELETE", EVENTS + "/" + name, "");
                        present.remove(name);
                    } else {
                        send(
                                hub,
                                http,
                                "PATCH",
                                EVENTS + "/" + name,
                                change(random).toString());
                    }
                }
            }
            return null;
        };
    }

    /** Until the hub has answered, whether it is there just now or not. */
    private static void send(HubProcess hub, HttpClient http, String method, String path, String body)
            throws InterruptedException {
        while (true) {
            var request = hub.request(path)
                    .header(
                            "Content-Type",
                            method.equals("PATCH") ? "application/merge-patch+json" : "application/json")
                    .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                    .build();
            try {
                int code = http.send(request, BodyHandlers.ofString()).statusCode();
                // An attempt that was cut off may have been heard: then the object is there, or gone, already.
                if (Stream.of(200, 201, 404, 409).anyMatch(fine -> fine == code)) {
                    return;
                }
                if (code < 500) {
                    throw new IllegalStateException("%s %s: %d".formatted(method, path, code));
                }
            } catch (IOException _) {
                hub.awaitBack();
            }
        }
    }

    private static ObjectNode event(String name, RandomGenerator random) {
        ObjectNode event = change(random).put("apiVersion", "v1").put("kind", "Event");
        ((ObjectNode) event.get("metadata")).put("name", name).put("namespace", "default");
        event.putObject("involvedObject")
                .put("kind", "Namespace")
                .put("name", "default")
                .put("namespace", "default");
        return event.put("reason", "Tested");
    }

    private static ObjectNode change(RandomGenerator random) {
        ObjectNode change = JsonNodeFactory.instance.objectNode();
        change.putObject("metadata").putObject("labels").put("side", random.nextBoolean() ? "in" : "out");
        return change.put("type", random.nextInt(3) == 0 ? "Warning" : "Normal")
                .put("message", "change " + random.nextInt());
    }
}
