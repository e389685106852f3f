package dev.windrose.hub.price;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.api.Names;
import dev.windrose.api.PriceSourceSpec;
import dev.windrose.api.PriceSourceStatus;
import dev.windrose.hub.HubConfig;
import dev.windrose.hub.fleet.FleetKinds;
import dev.windrose.hub.fleet.FleetObjects;
import dev.windrose.hub.fleet.Json;
import dev.windrose.hub.loop.Loop;
import dev.windrose.hub.loop.Signals;
import dev.windrose.hub.loop.Signals.Topic;
import dev.windrose.hub.price.db.PgPrices;
import dev.windrose.hub.price.feed.FeedDesk;
import dev.windrose.placement.ClusterView;
import dev.windrose.placement.Prices;
import dev.windrose.placement.price.Discount;
import dev.windrose.placement.price.GuardedBook;
import dev.windrose.placement.price.GuardedOffer;
import dev.windrose.placement.price.Reservation;
import dev.windrose.placement.price.SkuTable;
import dev.windrose.placement.price.SourceBook;
import dev.windrose.placement.price.SourceClass;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The prices that plans are made with: all PriceSources under the guards, contracts over them. A source that cannot be
 * read keeps what it last said, within the age limits, over restarts too, and says so in its status.
 */
@ApplicationScoped
public class PriceBooks {
    private static final Logger LOG = Logger.getLogger(PriceBooks.class);
    private static final int FILE_PRECEDENCE = 100;

    private final FleetObjects objects;
    private final HubConfig config;
    private final InstantSource clock;
    private final Signals signals;
    private final Loop loop;
    private final PriceKeeper keeper;
    private final FeedDesk desk;
    private final Refreshes refreshes;
    private final Map<String, SourceReader.Loaded> lastGood = new HashMap<>();
    private volatile Market market = Market.EMPTY;

    public PriceBooks(
            FleetObjects objects,
            HubConfig config,
            InstantSource clock,
            Signals signals,
            MeterRegistry metrics,
            PgPrices store) {
        this.objects = objects;
        this.config = config;
        this.clock = clock;
        this.signals = signals;
        this.loop = new Loop("prices", config.prices().period(), metrics, this::pass);
        this.refreshes = new Refreshes(config.prices().period());
        this.keeper = new PriceKeeper(store, refreshes);
        this.desk = new FeedDesk(
                new FeedDesk.Surroundings(
                        config.prices().allowedOrigins().orElse(List.of()),
                        config.dataDir().resolve("price-keys"),
                        System::getenv,
                        clock),
                loop::wake,
                (source, key) -> market.othersSay(source, key));
    }

    /** Before the first plan: a plan without prices would turn every candidate down. */
    void start(@Observes @Priority(2500) StartupEvent event) {
        keeper.restore();
        pass();
        loop.start();
    }

    void stop(@Observes ShutdownEvent event) {
        loop.close();
        desk.close();
    }

    /** What the planner asks; reservations count the nodes of these clusters. */
    public Prices planned(Collection<ClusterView> clusters) {
        return market.planned(clusters);
    }

    /** Every price that any source knows, as it was judged. */
    public GuardedBook guarded() {
        return market.book();
    }

    private void pass() {
        declareOwnSources();
        var now = clock.instant();
        var sources = sources();
        var views = new LinkedHashMap<Source, @Nullable SourceView>();
        var discounts = new ArrayList<Discount>();
        var reservations = new ArrayList<Reservation>();
        for (var source : sources) {
            if (source.spec().type() == PriceSourceSpec.Type.CONTRACT) {
                discounts.addAll(Contracts.discounts(source.name(), source.spec()));
                reservations.addAll(Contracts.reservations(source.name(), source.spec()));
                views.put(source, null);
            } else {
                views.put(source, view(source, now));
            }
        }
        var names = sources.stream().map(Source::name).collect(Collectors.toUnmodifiableSet());
        lastGood.keySet().retainAll(names);
        desk.retain(names);
        var read = views.values().stream()
                .filter(Objects::nonNull)
                .map(Objects::requireNonNull)
                .toList();
        publish(market(views, discounts, List.copyOf(reservations), now));
        writeStatuses(views, now);
        refreshes.retain(read);
        keeper.keep(read.stream().flatMap(view -> view.parts().stream()).toList());
    }

    private Market market(
            Map<Source, @Nullable SourceView> views,
            List<Discount> discounts,
            List<Reservation> reservations,
            Instant now) {
        var books = new ArrayList<SourceBook>();
        var earlier = new ArrayList<SourceBook>();
        var same = true;
        for (var entry : views.entrySet()) {
            var view = entry.getValue();
            if (view != null) {
                var before = refreshes.earlier(view, entry.getKey().isFeed(), now);
                same &= before.isEmpty();
                books.add(view.book());
                earlier.add(before.orElse(view.book()));
            }
        }
        var book = GuardedBook.of(books, SkuTable.builtIn(), discounts, now);
        return new Market(
                book,
                same
                        ? Optional.empty()
                        : Optional.of(GuardedBook.of(earlier, SkuTable.builtIn(), discounts, now))
                                .filter(before -> !before.equals(book)),
                reservations,
                books);
    }

    /** The highest precedence first: of contracts the first that covers a price applies. */
    private List<Source> sources() {
        return objects.list(FleetKinds.PRICE_SOURCES).stream()
                .map(Source::of)
                .sorted(Comparator.comparing(Source::precedence).reversed().thenComparing(Source::name))
                .toList();
    }

    private SourceView view(Source source, Instant now) {
        var spec = source.spec();
        return switch (spec.type()) {
            case BUILTIN, CSV -> {
                var last = lastGood.containsKey(source.name()) ? lastGood.get(source.name()) : restored(source);
                var reading = SourceReader.read(spec, last, now);
                if (reading.loaded() != null) {
                    lastGood.put(source.name(), reading.loaded());
                }
                yield SourceView.of(source.name(), spec, reading, now);
            }
            case CONTRACT -> throw new IllegalStateException("a contract has no prices of its own");
            case AZURE_RETAIL, AWS_BULK, AWS_PRODUCTS, AWS_SPOT, GCP_BILLING, SKYPILOT, GPUHUNT, STATIC ->
                SourceView.of(source.name(), spec, desk.tend(source.name(), spec, keeper.of(source.name())));
        };
    }

    /** A file that was there before the restart and is not now. */
    private SourceReader.@Nullable Loaded restored(Source source) {
        if (source.spec().type() != PriceSourceSpec.Type.CSV) {
            return null;
        }
        for (var part : keeper.of(source.name())) {
            for (var kind : List.of(SourceClass.STATED, SourceClass.CATALOGUE)) {
                if (part.fingerprint().equals(SourceView.fingerprint(source.spec(), kind))) {
                    return new SourceReader.Loaded(part.state().accepted(), "", kind, 0, 0, List.of());
                }
            }
        }
        return null;
    }

    private void publish(Market next) {
        var before = market;
        market = next;
        if (!next.plansAlike(before)) {
            LOG.infof(
                    "prices changed: offers=%d regions=%d quarantined=%d",
                    next.book().planning().size(),
                    next.book().planning().regions(),
                    next.book().rows().stream()
                            .filter(row -> row.quarantine().isPresent())
                            .count());
            signals.raise(Topic.PRICES);
        }
    }

    private void writeStatuses(Map<Source, @Nullable SourceView> views, Instant now) {
        var rows = market.book().rows().stream().collect(Collectors.groupingBy(GuardedOffer::source));
        views.forEach((source, view) -> {
            var before = source.tree().at("/status/conditions");
            writeStatus(
                    source,
                    view == null
                            ? SourceStatuses.ofContract(before, now)
                            : SourceStatuses.of(view, rows.getOrDefault(source.name(), List.of()), before, now));
        });
    }

    private void writeStatus(Source source, PriceSourceStatus status) {
        if (!objects.writeStatus(FleetKinds.PRICE_SOURCES, source.tree(), Json.tree(status))) {
            loop.wake();
        }
    }

    /** The built-in book, and the file that the hub was started with. */
    private void declareOwnSources() {
        objects.createIfAbsent(
                FleetKinds.PRICE_SOURCES,
                source("builtin", PriceSourceSpec.book(PriceSourceSpec.Type.BUILTIN, null, 0)));
        config.pricesFile()
                .ifPresent(path -> objects.declare(
                        FleetKinds.PRICE_SOURCES,
                        source(
                                "prices-file",
                                PriceSourceSpec.book(
                                        PriceSourceSpec.Type.CSV,
                                        path.toAbsolutePath().toString(),
                                        FILE_PRECEDENCE))));
    }

    private static ObjectNode source(String name, PriceSourceSpec spec) {
        var object = Json.MAPPER.createObjectNode();
        object.put("apiVersion", Names.API_VERSION).put("kind", "PriceSource");
        object.putObject("metadata").put("name", name);
        object.set("spec", Json.tree(spec));
        return object;
    }

    private record Source(String name, PriceSourceSpec spec, ObjectNode tree) {
        static Source of(ObjectNode tree) {
            return new Source(
                    tree.path("metadata").path("name").asText(),
                    Json.read(tree.path("spec"), PriceSourceSpec.class),
                    tree);
        }

        boolean isFeed() {
            return spec.type() != PriceSourceSpec.Type.BUILTIN && spec.type() != PriceSourceSpec.Type.CSV;
        }

        int precedence() {
            return Objects.requireNonNullElse(spec.precedence(), 0);
        }
    }
}
