package dev.windrose.kubeapi.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class ObjectHistoryTest {
    private static final ResourceName WIDGETS = new ResourceName("", "widgets");

    /** Five hundred bytes of what is there no more: three states of 200 bytes are too many. */
    @Test
    void forgetsWhatWeighsTooMuch() {
        var history = new ObjectHistory(List.of(), 0, 100, 500);
        for (int version = 1; version <= 6; version++) {
            history.put(widget("a", version));
        }

        assertThat(history.at(3)).isEmpty();
        assertThat(history.at(4)).isPresent();
        assertThat(history.at(6).orElseThrow().get("", "a")).isNotNull();
    }

    /** A growing collection forgets nothing: all that was is still there. */
    @Test
    void newObjectsWeighNothing() {
        var history = new ObjectHistory(List.of(), 0, 100, 500);
        for (int version = 1; version <= 50; version++) {
            history.put(widget("o" + version, version));
        }

        assertThat(history.at(0).orElseThrow().size()).isZero();
    }

    @Test
    void aDeletionLeavesItsWeight() {
        var history = new ObjectHistory(List.of(widget("a", 1), widget("b", 1), widget("c", 1)), 1, 100, 500);
        history.remove(new ObjectKey(WIDGETS, "", "a"), 2);
        history.remove(new ObjectKey(WIDGETS, "", "b"), 3);
        assertThat(history.at(1)).isPresent();
        history.remove(new ObjectKey(WIDGETS, "", "c"), 4);

        assertThat(history.at(1)).isEmpty();
        assertThat(history.at(2).orElseThrow().size()).isEqualTo(2);
    }

    private static StoredObject widget(String name, long version) {
        return StoredObject.of(
                new ObjectKey(WIDGETS, "", name), version, "x".repeat(200).getBytes(StandardCharsets.UTF_8));
    }
}
