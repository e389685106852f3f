package dev.windrose.placement.dra;

import dev.windrose.placement.inventory.PodFacts;
import dev.windrose.placement.inventory.WorkloadUid;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Who holds which device: every allocated claim, whether or not a pod runs with it or still waits for a binding condition.
 * Access for administration takes nothing from anybody and does not count.
 */
final class Holdings {

    /** One allocation. @param owner empty when nobody, others, or several hold it */
    record Held(Optional<WorkloadUid> owner, Map<String, BigDecimal> consumed) {}

    private final Map<PoolKey, Map<String, List<Held>>> byPool = new HashMap<>();

    static Holdings of(List<ClaimFacts> claims, List<PodFacts> pods) {
        Map<String, WorkloadUid> owners = new HashMap<>();
        pods.forEach(pod -> pod.owner().ifPresent(uid -> owners.put(pod.namespace() + "/" + pod.name(), uid)));
        var holdings = new Holdings();
        for (ClaimFacts claim : claims) {
            Set<Optional<WorkloadUid>> holders = claim.pods().stream()
                    .map(pod -> Optional.ofNullable(owners.get(claim.namespace() + "/" + pod)))
                    .collect(Collectors.toSet());
            Optional<WorkloadUid> owner =
                    holders.size() == 1 ? holders.iterator().next() : Optional.empty();
            for (ClaimFacts.Holding holding : claim.holdings()) {
                if (!holding.adminAccess()) {
                    holdings.add(holding, owner);
                }
            }
        }
        return holdings;
    }

    private void add(ClaimFacts.Holding holding, Optional<WorkloadUid> owner) {
        byPool.computeIfAbsent(new PoolKey(holding.driver(), holding.pool()), _ -> new HashMap<>())
                .computeIfAbsent(holding.device(), _ -> new ArrayList<>())
                .add(new Held(owner, holding.consumed()));
    }

    /** Allocations of a pool by device name. */
    Map<String, List<Held>> of(PoolKey pool) {
        return byPool.getOrDefault(pool, Map.of());
    }
}
