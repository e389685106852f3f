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

    public @Nullable DesiredObject find(ObjectKey key) {
        return objects.get(key);
    }

    Collection<DesiredObject> all() {
        return objects.values();
    }

    /** Changes one section; answers the ledger as it then is. */
    public synchronized SectionLedger update(SectionName section, UnaryOperator<SectionLedger> change) {
        SectionLedger after =
                ledgers.compute(section, (name, held) -> change.apply(held == null ? SectionLedger.empty(name) : held));
        objects.values()
                .removeIf(object ->
                        object.section().equals(section) && !after.objects().containsKey(object.key()));
        objects.putAll(after.objects());
        return after;
    }
}
