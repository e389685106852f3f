package dev.windrose.hub.access.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.hub.fleet.Json;
import dev.windrose.kubeapi.access.Caller;
import dev.windrose.kubeapi.resource.Admission;
import dev.windrose.kubeapi.resource.Admission.Operation;
import dev.windrose.kubeapi.resource.Admission.Verdict;
import dev.windrose.kubeapi.status.ApiException;
import dev.windrose.kubeapi.store.ResourceName;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LimitsTest {
    private static final ResourceName KIND = new ResourceName("fleet.windrose.dev", "inferenceworkloads");
    private static final Caller ANN = new Caller("ann", List.of());

    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5);

    @Test
    void aBurstAndThenARate() {
        var rates = new RequestRates(10, 1_000, now::get);
        for (int i = 0; i < 20; i++) {
            assertThat(rates.take("ann")).isZero();
        }

        assertThat(rates.take("ann")).isEqualTo(Duration.ofMillis(100));
        assertThat(rates.take("bob")).isZero();
        pass(Duration.ofMillis(100));
        assertThat(rates.take("ann")).isZero();
        assertThat(rates.take("ann")).isPositive();
        pass(Duration.ofHours(1));
        for (int i = 0; i < 20; i++) {
            assertThat(rates.take("ann")).isZero();
        }
        assertThat(rates.take("ann")).isPositive();
    }

    @Test
    void allTogetherHaveALimitToo() {
        var rates = new RequestRates(10, 10, now::get);
        for (int i = 0; i < 20; i++) {
            assertThat(rates.take("caller-" + i)).isZero();
        }

        assertThat(rates.take("another")).isPositive();
    }

    @Test
    void theTableOfCallersIsBounded() {
        var rates = new RequestRates(1, 1_000_000, now::get);
        for (int i = 0; i < 3 * RequestRates.MOST_CALLERS; i++) {
            rates.take("caller-" + i);
        }

        assertThat(rates.callers()).isEqualTo(RequestRates.MOST_CALLERS);
    }

    @Test
    void aSlotComesBackOnce() {
        var slots = new Slots(2, 3);
        var first = slots.take("ann").orElseThrow();
        slots.take("ann").orElseThrow();
        assertThat(slots.take("ann")).isEmpty();
        slots.take("bob").orElseThrow();
        assertThat(slots.take("carl")).as("three in total").isEmpty();

        first.close();
        first.close();

        assertThat(slots.total()).isEqualTo(2);
        assertThat(slots.take("ann")).isPresent();
        assertThat(slots.take("ann")).isEmpty();
    }

    @Test
    void theSizeIsThatOfTheText() throws Exception {
        for (var text : List.of(
                "{}",
                "[]",
                "{\"a\":1,\"b\":[true,null,\"ü€😀\",-2.5],\"c\":{\"d\":\"\"}}",
                "{\"metadata\":{\"name\":\"x\"}}")) {
            var tree = Json.parse(text);
            assertThat(TreeSize.of(tree))
                    .as(text)
                    // Each element is counted with a comma: the last one of each object and array is too many.
                    .isBetween(
                            (long) text.getBytes(StandardCharsets.UTF_8).length,
                            text.getBytes(StandardCharsets.UTF_8).length + 4L);
        }
    }

    @Test
    void anObjectThatIsTooLargeIsTold() {
        var rules = new ObjectLimits(200, 5, counts(0)).around(KIND, Admission.NONE);

        assertThat(rules.admit(create(ANN, "x".repeat(50)))).isInstanceOf(Verdict.Admitted.class);
        assertThatThrownBy(() -> rules.admit(create(ANN, "x".repeat(200))))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.code()).isEqualTo(413));
        assertThat(rules.admit(create(Caller.SYSTEM, "x".repeat(200)))).isInstanceOf(Verdict.Admitted.class);
    }

    @Test
    void aFullNamespaceSaysHowManyThereAreAndWhatToDo() {
        var counts = counts(4);
        var rules = new ObjectLimits(10_000, 5, counts).around(KIND, Admission.NONE);

        assertThat(rules.admit(create(ANN, "a"))).isInstanceOf(Verdict.Admitted.class);
        assertThat(rules.admit(create(ANN, "b")))
                .isInstanceOfSatisfying(
                        Verdict.Forbidden.class,
                        no -> assertThat(no.reason())
                                .contains("has 5 inferenceworkloads.fleet.windrose.dev")
                                .contains("limit is 5")
                                .contains("Delete some"));
        assertThat(rules.admit(create(Caller.SYSTEM, "b"))).isInstanceOf(Verdict.Admitted.class);
    }

    private static ObjectLimits.Counts counts(long there) {
        var count = new AtomicLong(there);
        return new ObjectLimits.Counts() {
            @Override
            public long of(ResourceName kind, String namespace) {
                return count.get();
            }

            @Override
            public void making(ResourceName kind, String namespace) {
                count.incrementAndGet();
            }

            @Override
            public void doubt() {
                // Nobody counts anew here.
            }
        };
    }

    private static Admission.Request create(Caller caller, String text) {
        var object = (ObjectNode) Json.parse(
                "{\"metadata\":{\"name\":\"w\",\"namespace\":\"n\"},\"spec\":{\"text\":\"%s\"}}".formatted(text));
        return new Admission.Request(Operation.CREATE, caller, "", null, object);
    }

    private void pass(Duration time) {
        now.addAndGet(time.toNanos());
    }
}
