package dev.windrose.agent.state;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.agent.InMemoryMember;
import dev.windrose.agent.apply.DesiredObject;
import dev.windrose.agent.apply.SectionLedger;
import dev.windrose.agent.kube.Answer;
import dev.windrose.agent.kube.MemberConnection;
import dev.windrose.agent.kube.ResourceKind;
import dev.windrose.protocol.Digest;
import dev.windrose.protocol.Generation;
import dev.windrose.protocol.ObjectKey;
import dev.windrose.protocol.SectionName;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ledgers of several chunks: whole or not at all, whatever was left by earlier ones. */
class LedgerStoreIT {
    private static final String MAPS = ResourceKind.CONFIG_MAP.path(LedgerStore.NAMESPACE);

    @TempDir
    private Path folder;

    private InMemoryMember member;
    private MemberConnection connection;
    private LedgerStore store;

    @BeforeEach
    void start() {
        member = new InMemoryMember(folder);
        connection = MemberConnection.open(Optional.of(member.kubeconfig()), 4, Duration.ofSeconds(10));
        store = new LedgerStore(connection.api(), 500);
    }

    @AfterEach
    void stop() {
        connection.close();
        member.close();
    }

    @Test
    void aNewAgentReadsWhatWasWrittenInChunks() {
        SectionLedger ledger = ledger(1, 40);
        assertThat(store.save(ledger)).isEmpty();

        var loaded = new LedgerStore(connection.api(), 500).load();

        assertThat(loaded).isEqualTo(new LedgerStore.Loaded.Ledgers(List.of(ledger)));
    }

    @Test
    void aSmallerLedgerLeavesNoOldChunks() {
        store.save(ledger(1, 40));

        store.save(ledger(2, 1));

        assertThat(maps()).containsExactly("windrose-state-workloads-0");
    }

    @Test
    void aDamagedLedgerIsAsGoodAsNone() {
        store.save(ledger(1, 40));
        String chunk =
                maps().stream().filter(name -> name.endsWith("-1")).findFirst().orElseThrow();
        var map = (ObjectNode) ((Answer.Ok) connection.api().get(MAPS + "/" + chunk)).body();
        ((ObjectNode) map.path("data")).put("chunk", "AAAA");
        connection.api().replace(MAPS + "/" + chunk, map);

        var loaded = new LedgerStore(connection.api(), 500).load();

        assertThat(loaded).isEqualTo(new LedgerStore.Loaded.Ledgers(List.of()));
    }

    @Test
    void aServerThatDoesNotAnswerIsNotAnEmptyMember() {
        member.close();

        assertThat(store.load()).isInstanceOf(LedgerStore.Loaded.Unavailable.class);

        member = new InMemoryMember(folder);
    }

    private List<String> maps() {
        var list = ((Answer.Ok) connection.api().get(MAPS)).body();
        return list.path("items")
                .valueStream()
                .map(map -> map.path("metadata").path("name").asText())
                .filter(name -> name.startsWith("windrose-state"))
                .toList();
    }

    private static SectionLedger ledger(int n, int objects) {
        var random = new Random(n); // incompressible bodies, the same in every run
        Map<ObjectKey, DesiredObject> all = new HashMap<>();
        for (int i = 0; i < objects; i++) {
            var key = new ObjectKey("v1/ConfigMap/t/c" + i);
            String body = "{\"n\":\"" + Long.toHexString(random.nextLong()) + "\"}";
            all.put(key, new DesiredObject(key, SectionName.WORKLOADS, new Generation(1, n), Digest.of(body), body));
        }
        return new SectionLedger(SectionName.WORKLOADS, new Generation(1, n), all, Set.of());
    }
}
