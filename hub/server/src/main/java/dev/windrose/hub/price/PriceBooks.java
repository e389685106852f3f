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
import dev.windrose.placement.Prices;
import dev.windrose.placement.price.OfferBook;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jboss.logging.Logger;

/**
 * The book that plans are made with: all PriceSources merged, the higher precedence winning. A source that cannot be
 * read keeps its last good book and says so in its status; no source is ever guessed.
 */
@ApplicationScoped
public class PriceBooks {
    private static final Logger LOG = Logger.getLogger(PriceBooks.class);
    private static final Duration PERIOD = Duration.ofSeconds(30);
    private static final int FILE_PRECEDENCE = 100;

    private final FleetObjects objects;
    private final HubConfig config;
    private final InstantSource clock;
    private final Signals signals;
    private final Loop loop;
    private final Map<String, SourceReader.Loaded> lastGood = new HashMap<>();
    private volatile OfferBook merged = OfferBook.empty();

    public PriceBooks(
            FleetObjects objects, HubConfig config, InstantSource clock, Signals signals, MeterRegistry metrics) {
        this.objects = objects;
        this.config = config;
        this.clock = clock;
        this.signals = signals;
        this.loop = new Loop("prices", PERIOD, metrics, this::pass);
    }

    /** Before the first plan: a plan without prices would turn every candidate down. */
    void start(@Observes @Priority(2500) StartupEvent event) {
        pass();
        loop.start();
    }

    void stop(@Observes ShutdownEvent event) {
        loop.close();
    }

    /** What the planner asks. */
    public Prices planned() {
        return merged;
    }

    private void pass() {
        declareOwnSources();
        var sources = new ArrayList<Source>();
        objects.list(FleetKinds.PRICE_SOURCES).forEach(tree -> sources.add(Source.of(tree)));
        sources.sort(Comparator.comparingInt(Source::precedence).thenComparing(Source::name));
        var books = new ArrayList<OfferBook>();
        for (var source : sources) {
            var reading = SourceReader.read(source.spec(), lastGood.get(source.name()), clock.instant());
            if (reading.loaded() != null) {
                lastGood.put(source.name(), reading.loaded());
                books.add(reading.loaded().book());
            }
            writeStatus(source, reading.status(source.tree().at("/status/conditions"), clock.instant()));
        }
        lastGood.keySet().retainAll(sources.stream().map(Source::name).toList());
        publish(OfferBook.merge(books));
    }

    private void publish(OfferBook book) {
        if (!book.equals(merged)) {
            merged = book;
            LOG.infof("prices changed: offers=%d regions=%d", book.size(), book.regions());
            signals.raise(Topic.PRICES);
        }
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
                source("builtin", new PriceSourceSpec(PriceSourceSpec.Type.BUILTIN, null, 0)));
        config.pricesFile()
                .ifPresent(path -> objects.declare(
                        FleetKinds.PRICE_SOURCES,
                        source(
                                "prices-file",
                                new PriceSourceSpec(
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

        int precedence() {
            return Objects.requireNonNullElse(spec.precedence(), 0);
        }
    }
}
