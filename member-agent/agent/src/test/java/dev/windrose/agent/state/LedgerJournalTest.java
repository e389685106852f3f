package dev.windrose.agent.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.agent.apply.DesiredState;
import dev.windrose.agent.apply.SectionLedger;
import dev.windrose.protocol.Generation;
import dev.windrose.protocol.Manifest;
import dev.windrose.protocol.SectionName;
import java.util.ArrayDeque;
import java.util.ArrayList;
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

    private void advance(int n) {
        desired.update(SectionName.WORKLOADS, held -> held.advancedTo(new Generation(1, n), Manifest.EMPTY, Map.of()));
    }

    private Optional<String> save(SectionLedger ledger) {
        saved.add(ledger.generation());
        return answers.isEmpty() ? Optional.empty() : answers.poll();
    }
}
