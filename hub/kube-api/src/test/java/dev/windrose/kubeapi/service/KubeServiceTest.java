package dev.windrose.kubeapi.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.kubeapi.access.Caller;
import dev.windrose.kubeapi.json.Body;
import dev.windrose.kubeapi.json.Json;
import dev.windrose.kubeapi.resource.Admission;
import dev.windrose.kubeapi.resource.CoreKinds;
import dev.windrose.kubeapi.resource.ResourceDescriptor;
import dev.windrose.kubeapi.resource.ResourceRegistry;
import dev.windrose.kubeapi.service.KubeService.PatchRequest;
import dev.windrose.kubeapi.service.WriteOptions.FieldValidation;
import dev.windrose.kubeapi.status.ApiException;
import dev.windrose.kubeapi.status.Cause;
import dev.windrose.kubeapi.store.InMemoryResourceStore;
import dev.windrose.kubeapi.store.StoreEvent;
import dev.windrose.kubeapi.store.StoredObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KubeServiceTest {
    private static final String SCHEMA = """
            {"type":"object","properties":{
              "spec":{"type":"object","properties":{"size":{"type":"integer","minimum":1},
                "color":{"type":"string","default":"red"}}},
              "status":{"type":"object","properties":{"phase":{"type":"string"}}}}}
            """;

    private final ResourceDescriptor widgets = ResourceDescriptor.custom(
                    "demo.windrose.dev", "v1", "Widget", "widgets", Json.readObject(SCHEMA))
            .statusSubresource()
            .admission(KubeServiceTest::noThirteen)
            .build();
    private final ResourceDescriptor namespaces = CoreKinds.namespace();
    private final ResourceDescriptor maps = CoreKinds.configMap();
    private final InMemoryResourceStore store = new InMemoryResourceStore();
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private final KubeService service =
            new KubeService(ResourceRegistry.of(widgets, namespaces, maps), store, () -> now, IdSource.random());

    private static Admission.Verdict noThirteen(Admission.Request request) {
        ObjectNode after = request.after();
        return after != null && after.path("spec").path("size").asInt() == 13
                ? new Admission.Verdict.Invalid(List.of(Cause.invalid("spec.size", 13, "is unlucky")))
                : Admission.ADMITTED;
    }

    @BeforeEach
    void makeNamespace() {
        create(namespaces, "", "{\"metadata\":{\"name\":\"ns\"}}");
    }

    private static Body body(String json) {
        return new Body(Json.read(json), List.of());
    }

    private static WriteOptions options() {
        return WriteOptions.by("tester");
    }

    private static <T> T done(CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
    }

    private static ApiException refused(CompletionStage<?> stage) {
        try {
            Object value = done(stage);
            throw new AssertionError("was not refused: " + value);
        } catch (CompletionException e) {
            ApiException refusal = ApiException.in(e);
            assertThat(refusal).as("%s", e).isNotNull();
            return refusal;
        }
    }

    private Outcome create(ResourceDescriptor resource, String namespace, String json) {
        return done(service.create(resource, namespace, body(json), options()));
    }

    private ObjectNode widget(String name, int size) {
        return create(widgets, "ns", "{\"metadata\":{\"name\":\"%s\"},\"spec\":{\"size\":%d}}".formatted(name, size))
                .object();
    }

    private CompletionStage<Outcome> merge(String subresource, String name, String patch) {
        return service.patch(
                widgets, subresource, "ns", name, PatchRequest.of(PatchType.MERGE, Json.read(patch)), options());
    }

    private static JsonNode meta(ObjectNode object, String field) {
        return object.path("metadata").path(field);
    }

    /** What the writes of many statuses leave out is work, not meaning. */
    @Test
    void manyStatusesAreWrittenAsEachWouldBe() {
        KubeClient.Collection client = service.client("controller").resource("demo.windrose.dev", "widgets");
        ObjectNode status = Json.readObject("{\"phase\":\"real\"}");
        ObjectNode alone = widget("alone", 1).deepCopy();
        ObjectNode one = widget("one", 1);
        ObjectNode two = widget("two", 1);
        ObjectNode gone = widget("gone", 1);
        done(service.delete(widgets, "ns", "gone", DeleteOptions.NONE, options()));
        done(merge("", "two", "{\"spec\":{\"size\":2}}"));
        alone.set("status", status);
        now = now.plusSeconds(60);

        ObjectNode byItself = done(client.updateStatus(alone));
        List<Boolean> written = done(client.updateStatuses(List.of(
                new KubeClient.StatusUpdate(one, status),
                new KubeClient.StatusUpdate(two, status),
                new KubeClient.StatusUpdate(gone, status))));

        ObjectNode together = done(service.get(widgets, "ns", "one"));
        assertThat(written).containsExactly(true, false, false);
        assertThat(together.path("status")).isEqualTo(status);
        assertThat(meta(together, "managedFields")).isEqualTo(meta(byItself, "managedFields"));
        assertThat(meta(together, "generation")).isEqualTo(meta(one, "generation"));
        assertThat(done(service.get(widgets, "ns", "two")).has("status")).isFalse();
        long version = done(service.currentVersion());
        assertThat(done(client.updateStatuses(List.of(new KubeClient.StatusUpdate(together, status)))))
                .containsExactly(true);
        assertThat(done(service.currentVersion())).isEqualTo(version);
    }

    @Test
    void createSetsWhatOnlyTheServerKnows() {
        ObjectNode object = create(widgets, "ns", """
                        {"metadata":{"name":"one","uid":"mine","generation":7,"creationTimestamp":"2000-01-01T00:00:00Z"},
                         "spec":{"size":1},"status":{"phase":"faked"}}
                        """).object();

        assertThat(meta(object, "uid").asText()).hasSize(36);
        assertThat(meta(object, "generation").asInt()).isEqualTo(1);
        assertThat(meta(object, "creationTimestamp").asText()).isEqualTo("2026-01-01T00:00:00Z");
        assertThat(meta(object, "namespace").asText()).isEqualTo("ns");
        assertThat(object.path("spec").path("color").asText()).isEqualTo("red");
        assertThat(object.has("status")).isFalse();
        assertThat(object.path("apiVersion").asText()).isEqualTo("demo.windrose.dev/v1");
    }

    @Test
    void generatesNames() {
        ObjectNode object = create(widgets, "ns", "{\"metadata\":{\"generateName\":\"w-\"}}")
                .object();

        assertThat(Json.name(object)).matches("w-[a-z0-9]{5}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Upper", "a_b", "-a", "a-", "a..b", "ä"})
    void refusesNamesThatAreNone(String name) {
        var refusal = refused(
                service.create(widgets, "ns", body("{\"metadata\":{\"name\":\"%s\"}}".formatted(name)), options()));

        assertThat(refusal.code()).isEqualTo(422);
        assertThat(refusal.details().causes()).extracting(Cause::field).contains("metadata.name");
    }

    @Test
    void needsAnOpenNamespace() {
        var refusal = refused(service.create(widgets, "nowhere", body("{\"metadata\":{\"name\":\"a\"}}"), options()));

        assertThat(refusal).hasMessage("namespaces \"nowhere\" not found");
        assertThat(refusal.code()).isEqualTo(404);
    }

    @Test
    void refusesTheSecondOfAName() {
        widget("one", 1);

        var refusal = refused(service.create(widgets, "ns", body("{\"metadata\":{\"name\":\"one\"}}"), options()));

        assertThat(refusal).hasMessage("widgets.demo.windrose.dev \"one\" already exists");
    }

    @Test
    void staleUpdateIsAConflict() {
        ObjectNode stale = widget("one", 1).deepCopy();
        done(merge("", "one", "{\"spec\":{\"size\":2}}"));

        var refusal = refused(service.update(widgets, "", "ns", "one", new Body(stale, List.of()), options()));

        assertThat(refusal.code()).isEqualTo(409);
        assertThat(refusal)
                .hasMessage("Operation cannot be fulfilled on widgets.demo.windrose.dev \"one\": the object has been"
                        + " modified; please apply your changes to the latest version and try again");
    }

    @Test
    void updateOfACustomKindNeedsAVersion() {
        widget("one", 1);

        var refusal = refused(service.update(
                widgets, "", "ns", "one", body("{\"metadata\":{\"name\":\"one\"},\"spec\":{\"size\":2}}"), options()));

        assertThat(refusal.getMessage()).contains("metadata.resourceVersion", "must be specified for an update");
    }

    @Test
    void writesNothingWhenNothingDiffers() {
        ObjectNode before = widget("one", 1);
        now = now.plusSeconds(60);

        Outcome outcome = done(merge("", "one", "{\"spec\":{\"size\":1}}"));

        assertThat(outcome.kind()).isEqualTo(Outcome.Kind.UNCHANGED);
        assertThat(outcome.object()).isEqualTo(before);
    }

    @Test
    void onlyChangesOfTheSpecRaiseTheGeneration() {
        widget("one", 1);

        assertThat(meta(
                                done(merge("", "one", "{\"metadata\":{\"labels\":{\"a\":\"b\"}}}"))
                                        .object(),
                                "generation")
                        .asInt())
                .isEqualTo(1);
        assertThat(meta(
                                done(merge("status", "one", "{\"status\":{\"phase\":\"x\"}}"))
                                        .object(),
                                "generation")
                        .asInt())
                .isEqualTo(1);
        assertThat(meta(done(merge("", "one", "{\"spec\":{\"size\":2}}")).object(), "generation")
                        .asInt())
                .isEqualTo(2);
    }

    @Test
    void specAndStatusAreWrittenApart() {
        widget("one", 1);

        ObjectNode bySpec = done(merge("", "one", "{\"spec\":{\"size\":2},\"status\":{\"phase\":\"faked\"}}"))
                .object();
        ObjectNode byStatus = done(merge(
                        "status",
                        "one",
                        "{\"spec\":{\"size\":9},\"status\":{\"phase\":\"real\"},\"metadata\":{\"labels\":{\"x\":\"y\"}}}"))
                .object();

        assertThat(bySpec.has("status")).isFalse();
        assertThat(byStatus.path("spec").path("size").asInt()).isEqualTo(2);
        assertThat(byStatus.path("status").path("phase").asText()).isEqualTo("real");
        assertThat(meta(byStatus, "labels").isMissingNode()).isTrue();
    }

    @Test
    void admissionAndSchemaSpeakForTheField() {
        assertThat(refused(service.create(
                        widgets, "ns", body("{\"metadata\":{\"name\":\"a\"},\"spec\":{\"size\":13}}"), options())))
                .hasMessage("Widget.demo.windrose.dev \"a\" is invalid: spec.size: Invalid value: 13: is unlucky");
        assertThat(refused(service.create(
                                widgets,
                                "ns",
                                body("{\"metadata\":{\"name\":\"a\"},\"spec\":{\"size\":0}}"),
                                options()))
                        .getMessage())
                .contains("spec.size: Invalid value: 0");
    }

    @Test
    void unknownFieldsAreRefusedToldOrDropped() {
        Body body = body("{\"metadata\":{\"name\":\"a\"},\"spec\":{\"size\":1,\"foo\":1}}");

        var strict = refused(service.create(widgets, "ns", body, options()));
        var warned = done(
                service.create(widgets, "ns", body, new WriteOptions(Caller.SYSTEM, "t", true, FieldValidation.WARN)));
        var ignored = done(service.create(
                widgets, "ns", body, new WriteOptions(Caller.SYSTEM, "t", true, FieldValidation.IGNORE)));

        assertThat(strict.getMessage()).contains("strict decoding error: unknown field \"spec.foo\"");
        assertThat(warned.warnings()).containsExactly("unknown field \"spec.foo\"");
        assertThat(ignored.warnings()).isEmpty();
        assertThat(ignored.object().path("spec").has("foo")).isFalse();
    }

    @Test
    void dryRunWritesNothing() {
        long before = done(service.currentVersion());
        var dry = new WriteOptions(Caller.SYSTEM, "t", true, FieldValidation.STRICT);

        done(service.create(widgets, "ns", body("{\"metadata\":{\"name\":\"a\"}}"), dry));

        assertThat(done(service.currentVersion())).isEqualTo(before);
    }

    @Test
    void finalizersHoldAnObjectUntilTheLastIsGone() {
        create(widgets, "ns", "{\"metadata\":{\"name\":\"one\",\"finalizers\":[\"x.dev/a\",\"x.dev/b\"]}}");

        var marked = done(service.delete(widgets, "ns", "one", DeleteOptions.NONE, options()));
        var still = done(merge("", "one", "{\"metadata\":{\"finalizers\":[\"x.dev/b\"]}}"));
        var more = refused(merge("", "one", "{\"metadata\":{\"finalizers\":[\"x.dev/b\",\"x.dev/c\"]}}"));
        var gone = done(merge("", "one", "{\"metadata\":{\"finalizers\":null}}"));

        assertThat(marked.kind()).isEqualTo(Outcome.Kind.DELETING);
        assertThat(meta(marked.object(), "deletionTimestamp").asText()).isEqualTo("2026-01-01T00:00:00Z");
        assertThat(still.kind()).isEqualTo(Outcome.Kind.UPDATED);
        assertThat(more.getMessage()).contains("no new finalizers can be added if the object is being deleted");
        assertThat(gone.kind()).isEqualTo(Outcome.Kind.DELETED);
        assertThat(done(service.find(widgets, "ns", "one"))).isEmpty();
    }

    @Test
    void deletesOnlyTheObjectThatWasMeant() {
        widget("one", 1);

        var refusal = refused(service.delete(widgets, "ns", "one", new DeleteOptions("other", ""), options()));

        assertThat(refusal.code()).isEqualTo(409);
        assertThat(refusal.getMessage()).contains("the UID in the precondition (other) does not match");
    }

    @Test
    void namespaceTakesItsObjectsAlongAndWaitsForFinalizers() {
        widget("plain", 1);
        create(widgets, "ns", "{\"metadata\":{\"name\":\"held\",\"finalizers\":[\"x.dev/a\"]}}");

        var marked = done(service.delete(namespaces, "", "ns", DeleteOptions.NONE, options()));
        await().atMost(Duration.ofSeconds(20))
                .until(() -> done(service.find(widgets, "ns", "plain")).isEmpty());
        var refusal = refused(service.create(widgets, "ns", body("{\"metadata\":{\"name\":\"late\"}}"), options()));
        boolean waits = done(service.find(namespaces, "", "ns")).isPresent();
        done(merge("", "held", "{\"metadata\":{\"finalizers\":[]}}"));

        assertThat(marked.object().path("status").path("phase").asText()).isEqualTo("Terminating");
        assertThat(refusal.code()).isEqualTo(403);
        assertThat(refusal.getMessage()).contains("because it is being terminated");
        assertThat(waits).isTrue();
        await().atMost(Duration.ofSeconds(20))
                .until(() -> done(service.find(namespaces, "", "ns")).isEmpty());
    }

    @Test
    void patchesRetryLostRacesUnlessTheyNameAVersion() {
        ObjectNode first = widget("one", 1);
        var patches = new ArrayList<CompletionStage<Outcome>>();
        var threads = new ArrayList<Thread>();
        for (int i = 0; i < 4; i++) {
            String patch = "{\"metadata\":{\"labels\":{\"l%d\":\"x\"}}}".formatted(i);
            threads.add(Thread.ofVirtual().start(() -> {
                var stage = merge("", "one", patch);
                synchronized (patches) {
                    patches.add(stage);
                }
            }));
        }
        await().atMost(Duration.ofSeconds(20)).until(() -> threads.stream().noneMatch(Thread::isAlive));
        patches.forEach(KubeServiceTest::done);
        String version = meta(first, "resourceVersion").asText();
        var refusal = refused(merge("", "one", "{\"metadata\":{\"resourceVersion\":\"%s\"}}".formatted(version)));

        assertThat(meta(done(service.get(widgets, "ns", "one")), "labels").size())
                .isEqualTo(4);
        assertThat(refusal.code()).isEqualTo(409);
    }

    @Test
    void strategicMergeIsForBuiltInKindsOnly() {
        widget("one", 1);

        var refusal = refused(service.patch(
                widgets, "", "ns", "one", PatchRequest.of(PatchType.STRATEGIC, Json.object()), options()));

        assertThat(refusal.code()).isEqualTo(415);
    }

    @Test
    void failedTestOfAJsonPatchIsUnprocessable() {
        widget("one", 1);
        var patch = Json.read("[{\"op\":\"test\",\"path\":\"/spec/size\",\"value\":5}]");

        var refusal =
                refused(service.patch(widgets, "", "ns", "one", PatchRequest.of(PatchType.JSON, patch), options()));

        assertThat(refusal.code()).isEqualTo(422);
        assertThat(refusal.details().causes().getFirst().message()).contains("/spec/size");
    }

    @Test
    void applyCreatesThenOwnsAndConflicts() {
        ObjectNode wanted = Json.readObject("""
                {"apiVersion":"demo.windrose.dev/v1","kind":"Widget","metadata":{"name":"one","namespace":"ns"},
                 "spec":{"size":1}}
                """);
        ObjectNode other = wanted.deepCopy();
        Json.child(other, "spec").put("size", 2);

        var created =
                done(service.patch(widgets, "", "ns", "one", PatchRequest.apply(wanted, false), WriteOptions.by("a")));
        var again =
                done(service.patch(widgets, "", "ns", "one", PatchRequest.apply(wanted, false), WriteOptions.by("a")));
        var conflict = refused(
                service.patch(widgets, "", "ns", "one", PatchRequest.apply(other, false), WriteOptions.by("b")));
        var forced =
                done(service.patch(widgets, "", "ns", "one", PatchRequest.apply(other, true), WriteOptions.by("b")));

        assertThat(created.kind()).isEqualTo(Outcome.Kind.CREATED);
        assertThat(again.kind()).isEqualTo(Outcome.Kind.UNCHANGED);
        assertThat(conflict.details().causes())
                .containsExactly(new Cause("FieldManagerConflict", "conflict with \"a\"", ".spec.size"));
        assertThat(forced.object().path("spec").path("size").asInt()).isEqualTo(2);
        assertThat(meta(forced.object(), "generation").asInt()).isEqualTo(2);
    }

    @Test
    void pagesThroughSelectedObjects() {
        for (int i = 0; i < 7; i++) {
            create(
                    widgets,
                    "ns",
                    "{\"metadata\":{\"name\":\"w%d\",\"labels\":{\"odd\":\"%s\"}}}".formatted(i, i % 2 == 1));
        }
        var seen = new ArrayList<String>();
        String token = "";
        long version = 0;
        do {
            var page = done(
                    service.list(widgets, new ListRequest(Optional.of("ns"), Selector.labels("odd=false"), 2, token)));
            page.items().forEach(object -> seen.add(Json.name(object)));
            assertThat(page.items()).hasSizeLessThanOrEqualTo(2);
            assertThat(version == 0 || version == page.version()).isTrue();
            version = page.version();
            token = page.continueToken();
        } while (!token.isEmpty());

        assertThat(seen).containsExactly("w0", "w2", "w4", "w6");
    }

    @Test
    void pagesShowOneVersionThoughTheCollectionChangesBetweenThem() {
        for (String name : List.of("a", "b", "c", "d")) {
            widget(name, 1);
        }
        var first = done(service.list(widgets, new ListRequest(Optional.empty(), Selector.ALL, 2, "")));
        done(merge("", "c", "{\"spec\":{\"size\":9}}"));
        done(service.delete(widgets, "ns", "d", DeleteOptions.NONE, options()));
        widget("bb", 1);

        var second =
                done(service.list(widgets, new ListRequest(Optional.empty(), Selector.ALL, 2, first.continueToken())));

        assertThat(first.remaining()).isEqualTo(2);
        assertThat(second.version()).isEqualTo(first.version());
        assertThat(second.items()).extracting(Json::name).containsExactly("c", "d");
        assertThat(second.items().getFirst().path("spec").path("size").asInt()).isEqualTo(1);
        assertThat(second.continueToken()).isEmpty();
    }

    @Test
    void aListAsOfAnEarlierVersionShowsThatVersion() {
        long before = Json.resourceVersion(widget("a", 1));
        widget("b", 1);
        done(service.delete(widgets, "ns", "a", DeleteOptions.NONE, options()));

        var then = done(service.list(
                widgets, new ListRequest(Optional.empty(), Selector.ALL, 0, "", new AsOf.Exactly(before))));

        assertThat(then.items()).extracting(Json::name).containsExactly("a");
        assertThat(then.version()).isEqualTo(before);
    }

    @Test
    void aContinueTokenThatIsTooOldComesBackWithOneThatGoesOnAnyway() {
        widget("a", 1);
        widget("b", 1);
        String token = done(service.list(widgets, new ListRequest(Optional.empty(), Selector.ALL, 1, "")))
                .continueToken();
        for (int i = 0; i < 1_001; i++) {
            done(merge("", "a", "{\"spec\":{\"size\":%d}}".formatted(i + 100)));
        }
        widget("c", 1);

        var refusal = refused(service.list(widgets, new ListRequest(Optional.empty(), Selector.ALL, 1, token)));
        String anyway = refusal.toStatus().path("metadata").path("continue").asText();
        var rest = done(service.list(widgets, new ListRequest(Optional.empty(), Selector.ALL, 0, anyway)));

        assertThat(refusal.code()).isEqualTo(410);
        assertThat(refusal.getMessage()).contains("Continuing with the provided token results in an inconsistent list");
        assertThat(rest.items()).extracting(Json::name).containsExactly("b", "c");
    }

    @Test
    void leavingASelectorIsADeletion() throws Exception {
        create(widgets, "ns", "{\"metadata\":{\"name\":\"one\",\"labels\":{\"team\":\"x\"}}}");
        var heard = new LinkedBlockingQueue<String>();
        long from = done(service.currentVersion());
        try (var _ = service.watch(widgets, Optional.empty(), Selector.labels("team=x"), from, new ObjectListener() {
            @Override
            public void onChange(StoreEvent.Type type, StoredObject object) {
                heard.add(type + " " + object.labels().path("team").asText());
            }

            @Override
            public void onExpired(String reason) {
                heard.add("expired");
            }
        })) {
            done(merge("", "one", "{\"metadata\":{\"labels\":{\"team\":\"y\"}}}"));
            done(merge("", "one", "{\"metadata\":{\"labels\":{\"other\":\"z\"}}}"));
            done(merge("", "one", "{\"metadata\":{\"labels\":{\"team\":\"x\"}}}"));

            assertThat(heard.poll(20, TimeUnit.SECONDS)).isEqualTo("DELETED x");
            assertThat(heard.poll(20, TimeUnit.SECONDS)).isEqualTo("ADDED x");
        }
    }
}
