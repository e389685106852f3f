package dev.windrose.agent.apply;

import dev.windrose.protocol.Generation;
import dev.windrose.protocol.ObjectKey;
import dev.windrose.protocol.SectionName;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** All sections' ledgers, and their objects in one place. Changed by whole ledgers; read from any thread. */
public final class DesiredState {
    private final Map<SectionName, SectionLedger> ledgers = new ConcurrentHashMap<>();
    private final Map<ObjectKey, DesiredObject> objects = new ConcurrentHashMap<>();

    /** The section's ledger; an empty one when nothing was ever received. */
    public SectionLedger ledger(SectionName section) {
        return ledgers.getOrDefault(section, SectionLedger.empty(section));
    }

    public List<SectionLedger> ledgers() {
        return List.copyOf(ledgers.values());
    }

    /** The generation of a section, {@link Generation#NONE} when it is not known. */
    public Generation generation(String section) {
        for (SectionLedger ledger : ledgers.values()) {
            if (ledger.section().value().equals(section)) {
                return ledger.generation();
            }
        }
        return Generation.NONE;
    }

    /** What is desired of an object; null when it is not desired. */
    public @Nullable DesiredObject find(ObjectKey key) {
        return objects.get(key);
    }

    Collection<DesiredObject> all() {
        return objects.values();
    }

    /** Changes one section; answers the ledger as it then is. */
    public synchronized SectionLedger update(SectionName section, UnaryOperator<SectionLedger> change) {
        SectionLedger before = ledger(section);
        SectionLedger after = change.apply(before);
        ledgers.put(section, after);
        if (!before.objects().equals(after.objects())) {
            before.objects().keySet().stream()
                    .filter(key -> !after.objects().containsKey(key))
                    .forEach(key -> objects.computeIfPresent(
                            key, (_, object) -> object.section().equals(section) ? null : object));
            objects.putAll(after.objects());
        }
        return after;
    }
}
