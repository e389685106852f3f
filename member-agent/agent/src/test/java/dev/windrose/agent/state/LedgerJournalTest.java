package dev.windrose.agent.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.agent.apply.DesiredState;
import dev.windrose.agent.apply.SectionLedger;
import dev.windrose.protocol.Digest;
import dev.windrose.protocol.Generation;
import dev.windrose.protocol.Manifest;
import dev.windrose.protocol.ObjectKey;
import dev.windrose.protocol.SectionName;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LedgerJournalTest {
    private final DesiredState desired = new DesiredState();
    private final List<Generation> saved = new ArrayList<>();
    private final ArrayDeque<Optional<String>> answers = new ArrayDeque<>();
    private final ArrayDeque<Runnable> later = new ArrayDeque<>();
    private final LedgerJournal journal = new LedgerJournal(desired, this::save, (_, task) -> later.add(task));

    @Test
    void manyChangesAreOneWriteOfTheNewest() {
        for (int n = 1; n <= 5; n++) {
            advance(n);
            journal.changed(SectionName.WORKLOADS);
        }

        later.poll().run();

        assertThat(saved).containsExactly(new Generation(1, 5));
        assertThat(later).isEmpty();
    }

    @Test
    void aFailedWriteIsTriedAgain() {
        answers.add(Optional.of("no"));
        advance(1);
        journal.changed(SectionName.WORKLOADS);

        later.poll().run();
        later.poll().run();

        assertThat(saved).hasSize(2);
        assertThat(later).isEmpty();
    }

    @Test
    void whoeverWaitsHearsThatItIsNotDurable() {
        answers.add(Optional.of("no space"));

        assertThat(journal.ensureDurable(SectionName.WORKLOADS)).contains("no space");
    }

    @Test
    void removalsOfOneGenerationAreRememberedByOneWrite() {
        wants(1, "a", "b", "c");
        wants(2, "a");
        journal.ensureDurable(SectionName.WORKLOADS);

        desired.update(SectionName.WORKLOADS, held -> held.removed(key("b")));

        assertThat(journal.ensureDurable(SectionName.WORKLOADS)).isEmpty();
        assertThat(saved).containsExactly(new Generation(1, 2));
    }

    @Test
    void removalsOfAnotherGenerationAreWrittenFirst() {
        wants(1, "a", "b", "c");
        wants(2, "a", "b");
        journal.ensureDurable(SectionName.WORKLOADS);
        wants(3, "a");

        journal.ensureDurable(SectionName.WORKLOADS);

        assertThat(saved).containsExactly(new Generation(1, 2), new Generation(1, 3));
    }

    @Test
    void whatCouldNotBeWrittenIsNotRemembered() {
        answers.add(Optional.of("no space"));
        wants(1, "a");
        journal.ensureDurable(SectionName.WORKLOADS);

        assertThat(journal.ensureDurable(SectionName.WORKLOADS)).isEmpty();
        assertThat(saved).hasSize(2);
    }

    @Test
    void thatARemovalIsOverIsWrittenLater() {
        wants(1, "a", "b");
        wants(2, "a");
        journal.ensureDurable(SectionName.WORKLOADS);
        desired.update(SectionName.WORKLOADS, held -> held.removed(key("b")));
        journal.changed(SectionName.WORKLOADS);

        later.poll().run();

        assertThat(saved).hasSize(2);
    }

    private static ObjectKey key(String name) {
        return new ObjectKey("v1/Service/default/" + name);
    }

    private void wants(int n, String... names) {
        var bodies = new HashMap<Digest, String>();
        var entries = new HashMap<ObjectKey, Digest>();
        for (String name : names) {
            var body = "{\"name\":\"%s\"}".formatted(name);
            var digest = Digest.of(body.getBytes(StandardCharsets.UTF_8));
            bodies.put(digest, body);
            entries.put(key(name), digest);
        }
        desired.update(
                SectionName.WORKLOADS, held -> held.advancedTo(new Generation(1, n), Manifest.of(entries), bodies));
    }

    private void advance(int n) {
        desired.update(SectionName.WORKLOADS, held -> held.advancedTo(new Generation(1, n), Manifest.EMPTY, Map.of()));
    }

    private Optional<String> save(SectionLedger ledger) {
        saved.add(ledger.generation());
        return answers.isEmpty() ? Optional.empty() : answers.poll();
    }
}
