package dev.windrose.hub.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.vertx.ext.web.Router;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Every endpoint of the running hub, asked by everybody: {@code role-matrix.txt} says what each may do, and an endpoint
 * without a row there fails the test. {@code -Dgolden.update} writes the file as the hub answers; read the diff.
 */
@QuarkusTest
@TestProfile(SecureHubProfile.class)
class RoleMatrixIT {
    private static final Path TABLE = Path.of("src/test/resources/access/role-matrix.txt");
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String WORKLOAD = """
            {"apiVersion": "fleet.windrose.dev/v1alpha1", "kind": "InferenceWorkload",
             "metadata": {"name": "probe", "namespace": "%s"},
             "spec": {"model": {"id": "meta-llama/Llama-3.1-8B-Instruct"}, "replicas": 1}}""";
    private static final List<String> ROLES = List.of("viewer", "editor", "operator", "approver", "admin");

    @Inject
    SecureHub hub;

    @Inject
    Routes routes;

    /** The router of the running hub. */
    @ApplicationScoped
    public static class Routes {
        private final List<Router> routers = new ArrayList<>();

        void remember(@Observes Router router) {
            routers.add(router);
        }

        /** Method and path of every route that has one. */
        List<String> all() {
            return routers.stream()
                    .flatMap(router -> router.getRoutes().stream())
                    .filter(route -> route.getPath() != null && route.getPath().length() > 1)
                    .map(route -> (route.methods() == null || route.methods().isEmpty()
                                    ? "GET"
                                    : route.methods().iterator().next().name())
                            + " " + route.getPath() + (route.isExactPath() ? "" : "*"))
                    .distinct()
                    .toList();
        }
    }

    /** One request, and the row that it belongs to. */
    record Endpoint(String row, String method, String path, String contentType, String body) {}

    @Test
    void everybodyMayDoWhatTheTableSaysAtEveryEndpoint() throws Exception {
        var callers = callers();
        var endpoints = new TreeMap<String, Endpoint>();
        endpoints().forEach(endpoint -> endpoints.put(endpoint.row(), endpoint));

        var answered = ask(endpoints, callers);

        if (System.getProperty("golden.update") != null) {
            write(callers, answered);
        }
        var expected = expected(callers.keySet().size());
        assertThat(expected.keySet())
                .as("every endpoint of the running hub has a row in %s, and every row an endpoint", TABLE)
                .isEqualTo(answered.keySet());
        assertThat(answered).isEqualTo(expected);
        assertThat(answered.size()).isGreaterThan(150);
    }

    /** In the order of the columns. */
    private Map<String, String> callers() {
        hub.namespace("mine");
        hub.namespace("other");
        hub.create(SecureHub.GROUP + "/memberclusters", SecureHub.object("MemberCluster", "probe-member", "{}"));
        var callers = new LinkedHashMap<String, String>();
        callers.put("anonymous", "");
        var end = Instant.now().plusSeconds(4).truncatedTo(ChronoUnit.SECONDS);
        var expired = hub.token("expired", "{\"expiresAt\":\"%s\"}".formatted(end));
        hub.bind("admin", "Token", "expired", "");
        callers.put("expired", expired);
        callers.put("nobody", hub.token("nobody", "{}"));
        for (var role : List.of("viewer", "editor")) {
            callers.put(role + "@mine", hub.token(role + "-mine", "{}"));
            hub.bind(role, "Token", role + "-mine", "[\"mine\"]");
        }
        for (var role : ROLES) {
            callers.put(role, hub.token(role, "{\"user\":\"user-of-%s\",\"groups\":[\"%ss\"]}".formatted(role, role)));
            hub.bind(role, "Group", role + "s", "");
        }
        callers.put("local", hub.adminToken());
        await().atMost(SOON).until(() -> hub.get("/api", expired).code() == 401);
        await().atMost(SOON)
                .until(() -> hub.get(SecureHub.GROUP + "/roles", callers.get("admin"))
                                .code()
                        == 200);
        return callers;
    }

    private Map<String, List<String>> ask(Map<String, Endpoint> endpoints, Map<String, String> callers)
            throws Exception {
        var answered = new TreeMap<String, List<String>>();
        try (var threads = Executors.newFixedThreadPool(4)) {
            var tasks = endpoints.values().stream()
                    .map(endpoint -> (Callable<List<String>>) () -> callers.values().stream()
                            .map(token -> cell(endpoint, token.isEmpty() ? null : token))
                            .toList())
                    .toList();
            var results = threads.invokeAll(tasks);
            int i = 0;
            for (var row : endpoints.keySet()) {
                answered.put(row, results.get(i++).get());
            }
        }
        return answered;
    }

    /** 401, 403, 404 where that hides something, or ok: whatever else the hub says, it let the caller in. */
    private String cell(Endpoint endpoint, @Nullable String token) {
        var answer = hub.send(endpoint.method(), endpoint.path(), token, endpoint.contentType(), endpoint.body());
        // A member that plays no part here is away: whoever hears so was let in.
        var away = answer.code() == 503 && answer.body().contains("agent-away");
        if (!away) {
            assertThat(answer.code())
                    .as("%s %s: %s", endpoint.method(), endpoint.path(), answer.body())
                    .isLessThan(500)
                    .isNotEqualTo(429);
        }
        var hidden = answer.code() == 404 && endpoint.path().startsWith("/api/v1/members/");
        return answer.code() == 401 || answer.code() == 403 || hidden ? Integer.toString(answer.code()) : "ok";
    }

    private List<Endpoint> endpoints() {
        var found = new ArrayList<Endpoint>();
        var admin = hub.adminToken();
        for (var root : List.of("/api", "/apis")) {
            var document = hub.send("GET", root, admin, "application/json", "");
            assertThat(document.code()).isEqualTo(200);
            document(found, root);
        }
        for (var group : hub.get("/apis", admin).json().path("groups")) {
            document(found, "/apis/" + group.path("name").asText());
            for (var version : group.path("versions")) {
                var path = "/apis/" + version.path("groupVersion").asText();
                document(found, path);
                resources(
                        found,
                        path,
                        group.path("name").asText(),
                        hub.get(path, admin).json());
            }
        }
        for (var version : hub.get("/api", admin).json().path("versions")) {
            var path = "/api/" + version.asText();
            document(found, path);
            resources(found, path, "core", hub.get(path, admin).json());
        }
        document(found, "/openapi/v3");
        hub.get("/openapi/v3", admin)
                .json()
                .path("paths")
                .properties()
                .forEach(path -> document(found, "/openapi/v3/" + path.getKey()));
        for (var path : List.of(
                "/openapi/v2",
                "/version",
                "/healthz",
                "/livez",
                "/readyz",
                "/q/metrics",
                "/q/health",
                "/q/health/live",
                "/q/health/ready",
                "/q/health/started")) {
            document(found, path);
        }
        routes.all().forEach(route -> route(found, route));
        for (var endpoint : hub.get("/api/v1/fleet/endpoints", admin).json().path("endpoints")) {
            if (!endpoint.has("group")) {
                rest(
                        found,
                        endpoint.path("method").asText(),
                        endpoint.path("path").asText());
            }
        }
        return found;
    }

    private static void document(List<Endpoint> found, String path) {
        found.add(new Endpoint("get " + path, "GET", path, "application/json", ""));
    }

    private static void route(List<Endpoint> found, String route) {
        var method = route.substring(0, route.indexOf(' '));
        var path = route.substring(route.indexOf(' ') + 1);
        var concrete = path.replaceAll(":[a-z]+", "0".repeat(64)).replace("*", "probe");
        found.add(new Endpoint(
                method.toLowerCase(java.util.Locale.ROOT) + " " + path,
                method,
                concrete,
                "application/json",
                method.equals("GET") ? "" : "{}"));
    }

    /** Endpoints beside the API; the kinds are there, too, but discovery tells more of them. */
    private static void rest(List<Endpoint> found, String method, String path) {
        if (!path.startsWith("/api/v1/")) {
            return;
        }
        // There the namespace stands in the body.
        var whatIf = path.endsWith("/what-if");
        var scopes = whatIf || path.contains("{namespace}") ? List.of("mine", "other", "nowhere") : List.of("");
        for (var scope : scopes) {
            var concrete = path.replace("{namespace}", scope)
                    .replace("{name}", "probe-member")
                    .replaceAll("\\{[a-z]+}", "probe");
            found.add(new Endpoint(
                    "%s %s %s"
                            .formatted(method.toLowerCase(java.util.Locale.ROOT), path, scope)
                            .strip(),
                    method,
                    concrete,
                    "application/json",
                    whatIf ? WORKLOAD.formatted(scope) : method.equals("GET") ? "" : "{}"));
        }
    }

    private static void resources(List<Endpoint> found, String root, String group, JsonNode list) {
        for (var resource : list.path("resources")) {
            for (var verb : resource.path("verbs")) {
                var name = resource.path("name").asText();
                if (!resource.path("namespaced").asBoolean()) {
                    resource(found, verb.asText(), group, name, "", root);
                    if (name.equals("namespaces") && isSingle(verb.asText())) {
                        namespace(found, verb.asText(), root);
                    }
                    continue;
                }
                resource(found, verb.asText(), group, name, "mine", root + "/namespaces/mine");
                resource(found, verb.asText(), group, name, "other", root + "/namespaces/other");
                resource(found, verb.asText(), group, name, "nowhere", root + "/namespaces/nowhere");
                if (List.of("list", "watch").contains(verb.asText())) {
                    resource(found, verb.asText(), group, name, "all", root);
                }
            }
        }
    }

    private static boolean isSingle(String verb) {
        return List.of("get", "update", "patch", "delete").contains(verb);
    }

    /** The namespaces themselves: one's own, and another one. */
    private static void namespace(List<Endpoint> found, String verb, String root) {
        for (var name : List.of("mine", "other")) {
            found.add(new Endpoint(
                    "%s core/namespaces %s".formatted(verb, name),
                    method(verb),
                    "%s/namespaces/%s?dryRun=All".formatted(root, name),
                    contentType(verb),
                    verb.equals("get") ? "" : "{}"));
        }
    }

    private static void resource(
            List<Endpoint> found, String verb, String group, String name, String scope, String root) {
        var slash = name.indexOf('/');
        var plural = slash < 0 ? name : name.substring(0, slash);
        var path = root + "/" + plural + (isSingle(verb) ? "/probe" : "") + (slash < 0 ? "" : name.substring(slash));
        // Nothing is ever written: a caller who is let in is told what is wrong, or does it dry.
        var query =
                verb.equals("watch") ? "?watch=true" : verb.equals("get") || verb.equals("list") ? "" : "?dryRun=All";
        found.add(new Endpoint(
                "%s %s/%s %s".formatted(verb, group, name, scope).strip(),
                method(verb),
                path + query,
                contentType(verb),
                method(verb).equals("GET") ? "" : "{}"));
    }

    private static String contentType(String verb) {
        return verb.equals("patch") ? "application/merge-patch+json" : "application/json";
    }

    private static String method(String verb) {
        return switch (verb) {
            case "create" -> "POST";
            case "update" -> "PUT";
            case "patch" -> "PATCH";
            case "delete", "deletecollection" -> "DELETE";
            default -> "GET";
        };
    }

    private static Map<String, List<String>> expected(int columns) throws IOException {
        var rows = new TreeMap<String, List<String>>();
        for (var line : Files.readAllLines(TABLE)) {
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            var cells = List.of(line.substring(line.indexOf('|') + 1).strip().split("\\s+", -1));
            assertThat(cells).as(line).hasSize(columns);
            rows.put(line.substring(0, line.indexOf('|')).strip(), cells);
        }
        return rows;
    }

    private static void write(Map<String, String> callers, Map<String, List<String>> rows) throws IOException {
        var text = new StringBuilder("""
                # Who may do what, endpoint by endpoint. RoleMatrixIT asks the running hub and fails when a row differs, or when an
                # endpoint has no row. ok: let in; 401, 403: refused; 404: refused, and not even told whether it exists.
                # mine: the namespace that the role is bound in; other: a namespace that exists; nowhere: one that does not; all:
                # over all namespaces. Columns: nobody is an ApiToken without a binding, X@mine is bound in the namespace mine only,
                # the others everywhere; local is the administrator's token from the hub's folder.
                """);
        text.append("# %-66s|".formatted(""));
        callers.keySet().forEach(name -> text.append(" %-11s".formatted(name)));
        text.append('\n');
        rows.forEach((row, cells) -> {
            text.append("%-68s|".formatted(row));
            cells.forEach(cell -> text.append(" %-11s".formatted(cell)));
            text.append('\n');
        });
        Files.createDirectories(TABLE.getParent());
        Files.writeString(TABLE, text.toString().replaceAll("(?m) +$", ""));
    }
}
