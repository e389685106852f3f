package dev.windrose.kubeapi.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.kubeapi.json.Json;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * Lists and watches of six widgets, as the files in {@code reads/} hold them, played against any server. In a file, {@code ?}
 * is the query, {@code =} what a real kube-apiserver 1.34 answers, {@code ~} what we answer where we mean to differ, and
 * {@code #} why. {@code {rv}} and {@code {continue}} stand for what a first page said, {@code [[…]]} for its text in base64.
 */
final class ReadScript implements AutoCloseable {
    private static final String WIDGETS = "/apis/demo.windrose.dev/v1/namespaces/default/widgets";
    private static final Pattern ENCODED = Pattern.compile("\\[\\[(.*?)]]");

    private final URI server;
    private final String token;
    private final HttpClient http;

    /** @param ours empty where we answer as the real one does */
    record Line(String query, String real, String ours) {
        String expected() {
            return ours.isEmpty() ? real : ours;
        }
    }

    private record Place(String version, String next) {}

    ReadScript(URI server, String caPem, String token) {
        this.server = server;
        this.token = token;
        this.http = HttpClient.newBuilder().sslContext(trusting(caPem)).build();
    }

    static List<Line> lines(String name) {
        var lines = new ArrayList<Line>();
        try (var in = ReadScript.class.getResourceAsStream("/reads/" + name + ".txt")) {
            for (String text : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
                String rest = text.length() < 2 ? "" : text.substring(2);
                switch (text.charAt(0)) {
                    case '?' -> lines.add(new Line(rest.replace("\\t", "\t"), "", ""));
                    case '=' -> {
                        Line last = lines.removeLast();
                        lines.add(new Line(last.query(), rest.strip(), ""));
                    }
                    case '~' -> {
                        Line last = lines.removeLast();
                        lines.add(new Line(last.query(), last.real(), rest.strip()));
                    }
                    case '#' -> {}
                    default -> throw new IllegalStateException("what is this line: " + text);
                }
            }
            return lines;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void makeWidgets() {
        for (int i = 1; i <= 6; i++) {
            ObjectNode widget =
                    Json.object().put("apiVersion", "demo.windrose.dev/v1").put("kind", "Widget");
            ObjectNode metadata = widget.putObject("metadata").put("name", "w" + i);
            metadata.putObject("labels").put("n", Integer.toString(i)).put("app", "a");
            widget.putObject("spec").put("size", i).put("color", "red");
            post(WIDGETS, widget);
        }
    }

    void post(String path, ObjectNode object) {
        var request = request(path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(Json.bytes(object)))
                .build();
        var answer = http.sendAsync(request, BodyHandlers.ofString()).orTimeout(30, TimeUnit.SECONDS);
        if (answer.join().statusCode() != 201) {
            throw new IllegalStateException(answer.join().body());
        }
    }

    int code(String path) {
        return http.sendAsync(request(path).build(), BodyHandlers.ofString())
                .join()
                .statusCode();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(server + path))
                .timeout(Duration.ofSeconds(30))
                .header("Authorization", "Bearer " + token);
    }

    /** What the server says to each line, in order; all at once. */
    List<String> answers(List<Line> lines) throws InterruptedException {
        JsonNode first = Json.read(http.sendAsync(request(WIDGETS + "?limit=2").build(), BodyHandlers.ofString())
                        .join()
                        .body())
                .path("metadata");
        var place = new Place(
                first.path("resourceVersion").asText(), first.path("continue").asText());
        // As many as one HTTP/2 connection surely carries.
        var slots = new Semaphore(50);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var all = lines.stream()
                    .map(line -> threads.submit(() -> {
                        slots.acquire();
                        try {
                            return answer(place, line.query());
                        } finally {
                            slots.release();
                        }
                    }))
                    .toList();
            threads.shutdown();
            threads.awaitTermination(60, TimeUnit.SECONDS);
            return all.stream().map(Future::resultNow).toList();
        }
    }

    private String answer(Place place, String query) {
        String filled = ENCODED.matcher(query.replace("{rv}", place.version()).replace("{continue}", place.next()))
                .replaceAll(match -> Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString(match.group(1).getBytes(StandardCharsets.UTF_8)));
        String encoded = Arrays.stream(filled.split("&"))
                .map(part -> {
                    int at = part.indexOf('=');
                    return at < 0
                            ? part
                            : part.substring(0, at + 1)
                                    + URLEncoder.encode(part.substring(at + 1), StandardCharsets.UTF_8)
                                            .replace("+", "%20");
                })
                .collect(Collectors.joining("&"));
        var response = http.sendAsync(request(WIDGETS + "?" + encoded).build(), BodyHandlers.ofString())
                .join();
        return told(response.statusCode(), response.body());
    }

    private static String told(int code, String body) {
        String first = body.lines().findFirst().orElse("");
        if (code == 200 && (body.isEmpty() || (first.startsWith("{\"type\":")))) {
            return (code + " " + body.lines().map(ReadScript::event).collect(Collectors.joining(" "))).strip();
        }
        JsonNode answer = Json.read(body);
        if (answer.path("kind").asText().equals("Status")) {
            return "%d %s %s"
                    .formatted(code, answer.path("reason").asText("-"), normal(answer.path("message")))
                    .strip();
        }
        var words = new ArrayList<String>(List.of(Integer.toString(code)));
        answer.path("items").forEach(item -> words.add(Json.name(item)));
        if (!answer.path("metadata").path("continue").asText().isEmpty()) {
            words.add("+" + answer.path("metadata").path("remainingItemCount").asText("?"));
        }
        return String.join(" ", words);
    }

    private static String event(String line) {
        JsonNode event = Json.read(line);
        JsonNode object = event.path("object");
        String type = event.path("type").asText();
        return switch (type) {
            case "ERROR" ->
                "ERROR %d %s %s"
                        .formatted(
                                object.path("code").asInt(),
                                object.path("reason").asText(),
                                normal(object.path("message")));
            case "BOOKMARK" ->
                object.toString().contains("\"k8s.io/initial-events-end\":\"true\"") ? "BOOKMARK(end)" : type;
            default -> type + ":" + Json.name(object);
        };
    }

    /** Without the numbers that differ from run to run. */
    private static String normal(JsonNode message) {
        return message.asText()
                .replace("\n", " ")
                .replaceAll("\\(\\d+\\)", "(N)")
                .replaceAll("input byte \\d+", "input byte N")
                .replaceAll("(current: |version: )\\d+", "$1N");
    }

    private static SSLContext trusting(String pem) {
        try (var in = new ByteArrayInputStream(pem.getBytes(StandardCharsets.UTF_8))) {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            int n = 0;
            for (var certificate : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                store.setCertificateEntry("ca" + n++, certificate);
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        http.close();
    }
}
