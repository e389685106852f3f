package dev.windrose.kubeapi.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.windrose.testing.Seeded;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** What holds of every answer, whatever was asked. */
public final class RequestOracle {
    /** Generous: a garbage collection or a busy machine is no fault of the server's. */
    private static final Duration BOUND = Duration.ofSeconds(10);

    /** What begins otherwise is no path of the API: a server that has more than the API answers in its own way. */
    private static final Pattern API =
            Pattern.compile("/(api|apis|openapi|version|healthz|livez|readyz)([/?].*)?", Pattern.DOTALL);

    private static final int MOST_FAILURES = 20;

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Answers of the HTTP parser, which never reached the API: the connection ends, and a Status cannot be expected. */
    private static final Set<Integer> OF_PARSER = Set.of(0, 400, 414, 431);

    private RequestOracle() {}

    /**
     * Sends the requests of these seeds, or the one of {@code -Dwindrose.seed}, and counts the codes of the answers.
     *
     * @throws AssertionError with the seeds and requests of the first few wrong answers
     */
    public static void checkAll(
            int from, int to, RandomRequest.Api api, RawConnection connection, Map<Integer, Integer> codes) {
        Long replayed = Long.getLong(Seeded.SEED_PROPERTY);
        var wrong = new ArrayList<String>();
        for (long seed = replayed == null ? from : replayed; seed < to && wrong.size() < MOST_FAILURES; seed++) {
            RandomRequest request = RandomRequest.next(Seeded.random(seed), api);
            long start = System.nanoTime();
            try {
                RawConnection.Answer answer = connection.send(request);
                check(request, answer, Duration.ofNanos(System.nanoTime() - start));
                codes.merge(answer.code(), 1, Integer::sum);
            } catch (Exception | AssertionError e) {
                connection.close();
                wrong.add("seed %d (replay with -D%s=%d): %s%n%s"
                        .formatted(seed, Seeded.SEED_PROPERTY, seed, request, e));
            }
            if (replayed != null) {
                break;
            }
        }
        assertThat(wrong).isEmpty();
    }

    private static void check(RandomRequest request, RawConnection.Answer answer, Duration took) throws Exception {
        assertThat(took).as("%s took", request).isLessThan(BOUND);
        assertThat(answer.text())
                .as("inside of the server in the answer to %s", request)
                .doesNotContain(
                        "Exception",
                        "\tat ",
                        "java.lang",
                        "dev.windrose.kubeapi",
                        "dev.windrose.hub",
                        "io.vertx",
                        "com.fasterxml",
                        "io.netty");
        if (OF_PARSER.contains(answer.code()) && answer.text().isEmpty()) {
            return;
        }
        assertThat(answer.code()).as("code of %s: %s", request, answer.text()).isBetween(200, 499);
        boolean elsewhere = !API.matcher(request.target()).matches();
        if (answer.code() < 400 || request.method().equals("HEAD") || (elsewhere && answer.code() == 404)) {
            return;
        }
        String type = answer.headers().getOrDefault("Content-Type", "");
        if (type.startsWith("application/json")) {
            JsonNode status = JSON.readTree(answer.text());
            assertThat(status.path("kind").asText())
                    .as("%s: %s", request, answer.text())
                    .isEqualTo("Status");
            assertThat(status.path("status").asText()).isEqualTo("Failure");
            assertThat(status.path("code").asInt()).isEqualTo(answer.code());
            assertThat(status.path("reason").asText())
                    .as("%s: %s", request, answer.text())
                    .isNotEmpty();
            assertThat(status.path("message").asText())
                    .as("%s: %s", request, answer.text())
                    .isNotEmpty();
        } else if (type.equals("application/vnd.kubernetes.protobuf")) {
            assertThat(answer.text()).startsWith("k8s\0").contains("Status", "Failure");
        } else {
            assertThat(type).as("%s: %s", request, answer.text()).startsWith("application/yaml");
            assertThat(answer.text()).contains("kind: \"Status\"");
        }
    }
}
