package dev.windrose.hub.placement;

import dev.windrose.hub.placement.Refusals.Refusal;
import dev.windrose.placement.ClusterId;
import dev.windrose.placement.ClusterView;
import dev.windrose.placement.StockOut;
import dev.windrose.placement.calm.Stockout;
import dev.windrose.placement.calm.StockoutKey;
import dev.windrose.placement.calm.StockoutMemory;
import dev.windrose.placement.inventory.NodeInventory;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * What clouds refused lately, learned from what members report, for the whole fleet; kept in the database, so that a
 * restart forgets nothing.
 *
 * <p>A report is a level: it says the same as long as the autoscaler backs off. A refusal counts once, by the time when it
 * began. A node that appears where none were to be had is the sign that there are some again.
 */
@ApplicationScoped
public class StockOuts {
    private static final Logger LOG = Logger.getLogger(StockOuts.class);

    /** How far a member's clock may be ahead of the hub's; a time beyond that says nothing. */
    private static final Duration CLOCKS_APART = Duration.ofMinutes(10);

    /** What is remembered of one. @param seenIn the member that met it last */
    public record Kept(Stockout stockout, String seenIn, String code) {}

    /** A member and what it reports. */
    record Member(ClusterView view, String account, List<Refusal> refusals) {}

    private final KeptStockOuts table;
    private @Nullable Map<StockoutKey, Kept> known;
    private Map<StockoutKey, Kept> written = Map.of();
    private Map<ClusterId, Map<StockoutKey, Set<String>>> nodes = Map.of();

    public StockOuts(KeptStockOuts table) {
        this.table = table;
    }

    /** Takes in what members report now, and says what the planner must heed. One caller at a time. */
    synchronized List<StockOut> heed(List<Member> members, Instant now) {
        if (known == null) {
            written = Map.copyOf(table.read());
            known = new HashMap<>(written);
        }
        granted(members);
        members.forEach(member -> member.refusals().forEach(refusal -> refused(refusal, now)));
        if (!written.equals(known)) {
            table.write(known);
            known.forEach((key, kept) -> {
                if (!kept.equals(written.get(key))) {
                    LOG.warnf(
                            "stock-out: what=%s cause=%s code=%s cluster=%s until=%s",
                            key,
                            kept.stockout().cause(),
                            kept.code(),
                            kept.seenIn(),
                            kept.stockout().until());
                }
            });
            written = Map.copyOf(known);
        }
        return forPlanner(members);
    }

    private void refused(Refusal refusal, Instant now) {
        var last = known().get(refusal.key());
        var since = refusal.since().filter(told -> told.isBefore(now.plus(CLOCKS_APART)));
        var at = since.orElse(now);
        boolean told = last != null
                && (since.isEmpty()
                        ? last.seenIn().equals(refusal.cluster())
                                && now.isBefore(last.stockout().until())
                        : !at.isAfter(last.stockout().at()));
        if (told) {
            return;
        }
        var memory = StockoutMemory.of(last == null ? Map.of() : Map.of(refusal.key(), last.stockout()))
                .refused(refusal.key(), refusal.cause(), Optional.empty(), at);
        Optional.ofNullable(memory.known().get(refusal.key()))
                .ifPresent(each -> known().put(refusal.key(), new Kept(each, refusal.cluster(), refusal.code())));
    }

    /**
     * A node that its member did not have when it was looked at last. Of a member that is looked at for the first time,
     * and of one that does not say what it has, nobody can tell.
     */
    private void granted(List<Member> members) {
        var present = new HashMap<ClusterId, Map<StockoutKey, Set<String>>>();
        for (var member : members) {
            var id = member.view().id();
            var before = nodes.get(id);
            if (member.view().inventoryAge().isPresent()) {
                var has = nodesOf(member);
                present.put(id, has);
                if (before != null) {
                    has.forEach((key, names) -> granted(key, names, before.getOrDefault(key, Set.of())));
                }
            } else if (before != null) {
                present.put(id, before);
            }
        }
        nodes = present;
    }

    private void granted(StockoutKey key, Set<String> names, Set<String> before) {
        if (!before.containsAll(names) && known().remove(key) != null) {
            LOG.infof("stock-out is over, a node came: what=%s", key);
        }
    }

    private static Map<StockoutKey, Set<String>> nodesOf(Member member) {
        var nodes = new HashMap<StockoutKey, Set<String>>();
        member.view()
                .nodes()
                .forEach(node -> key(member, node)
                        .ifPresent(key ->
                                nodes.computeIfAbsent(key, _ -> new HashSet<>()).add(node.name())));
        return nodes;
    }

    private static Optional<StockoutKey> key(Member member, NodeInventory node) {
        var cloud = member.view().cloud().or(() -> node.origin().cloud());
        var region = member.view().region().or(() -> node.origin().region());
        var sku = node.origin().instanceType();
        return cloud.isEmpty() || region.isEmpty() || sku.isEmpty()
                ? Optional.empty()
                : Optional.of(new StockoutKey(
                        cloud.get(),
                        member.account(),
                        region.get(),
                        sku.get(),
                        node.origin().tier()));
    }

    private List<StockOut> forPlanner(List<Member> members) {
        var all = new ArrayList<StockOut>();
        known().forEach((key, kept) -> all.add(new StockOut(
                members.stream()
                        .filter(member -> concerned(member, key))
                        .map(member -> member.view().id())
                        .collect(Collectors.toSet()),
                key.sku(),
                key.tier(),
                kept.stockout().until(),
                "%s was out of %s (%s) in %s at %s, seen in cluster %s"
                        .formatted(
                                key.cloud(),
                                key.sku(),
                                kept.code().isEmpty() ? kept.stockout().cause() : kept.code(),
                                key.region(),
                                kept.stockout().at(),
                                kept.seenIn()))));
        all.sort(Comparator.comparing(StockOut::instanceType).thenComparing(StockOut::why));
        return all;
    }

    private static boolean concerned(Member member, StockoutKey key) {
        return member.account().equals(key.account())
                && member.view().cloud().filter(key.cloud()::equals).isPresent()
                && member.view().region().filter(key.region()::equals).isPresent();
    }

    private Map<StockoutKey, Kept> known() {
        return Objects.requireNonNull(known, "read before it is used");
    }
}
