package dev.windrose.hub.placement;

import dev.windrose.hub.price.PriceBooks;
import dev.windrose.placement.AssignmentKey;
import dev.windrose.placement.ClusterId;
import dev.windrose.placement.ClusterView;
import dev.windrose.placement.Outlook;
import dev.windrose.placement.Prices;
import dev.windrose.placement.Shape;
import dev.windrose.placement.WorkloadDemand;
import dev.windrose.placement.fit.ModelDemand;
import dev.windrose.placement.inventory.CapacityTier;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** What may be expected where, of the clusters and prices as they are now; nothing is read before somebody asks. */
final class Outlooks {
    private final Supplier<List<StockOuts.Member>> members;
    private final PriceBooks prices;
    private Prices book = Prices.none();
    private final Map<ClusterId, ClusterView> views = new HashMap<>();
    private final Map<Place, Outlook> known = new HashMap<>();

    /** What an outlook follows from: workloads of one model share it. */
    private record Place(ModelDemand model, ClusterId cluster, Shape shape, CapacityTier tier) {}

    Outlooks(Supplier<List<StockOuts.Member>> members, PriceBooks prices) {
        this.members = members;
        this.prices = prices;
    }

    Optional<Outlook> of(WorkloadDemand workload, AssignmentKey key) {
        if (views.isEmpty()) {
            members.get().forEach(member -> views.put(member.view().id(), member.view()));
            book = prices.planned(views.values());
        }
        var place = new Place(workload.model(), key.cluster(), key.shape(), key.tier());
        return Optional.ofNullable(views.get(key.cluster()))
                .map(view -> known.computeIfAbsent(
                        place, _ -> Outlook.of(view, book, place.model(), place.shape(), place.tier())));
    }
}
