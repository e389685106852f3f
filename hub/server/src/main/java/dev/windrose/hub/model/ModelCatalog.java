package dev.windrose.hub.model;

import dev.windrose.hub.HubConfig;
import dev.windrose.hub.loop.Loop;
import dev.windrose.hub.loop.Signals;
import dev.windrose.hub.loop.Signals.Topic;
import dev.windrose.hub.model.db.PgModelConfigs;
import dev.windrose.placement.fit.Checkpoint;
import dev.windrose.placement.fit.ConfigReading;
import dev.windrose.placement.fit.Knowledge;
import dev.windrose.placement.fit.KnownModels;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * What is known of models that are in no built-in table. Nobody waits for it: a model is unknown until an answer came, and
 * then the planner is woken. Without an address to ask (the default) only what was learned before is known.
 */
@ApplicationScoped
public class ModelCatalog {
    private static final Logger LOG = Logger.getLogger(ModelCatalog.class);
    private static final Duration PERIOD = Duration.ofMinutes(1);
    private static final Duration AGAIN = Duration.ofMinutes(10);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** Models that are asked for at most; what goes beyond is unknown. */
    private static final int MOST = 2_000;

    private final PgModelConfigs table;
    private final Optional<ModelHub> hub;
    private final ProfileFile profiles;
    private final Duration refresh;
    private final InstantSource clock;
    private final Signals signals;
    private final Loop loop;
    private final Set<String> wanted = ConcurrentHashMap.newKeySet();
    private final Set<String> tabled = ConcurrentHashMap.newKeySet();
    private final Map<String, StoredConfig> stored = new ConcurrentHashMap<>();
    private final Map<String, Knowledge> known = new ConcurrentHashMap<>();
    private volatile Knowledge plain = Knowledge.NONE;

    public ModelCatalog(
            PgModelConfigs table, HubConfig config, InstantSource clock, Signals signals, MeterRegistry metrics) {
        this.table = table;
        this.hub = config.models()
                .url()
                .map(url -> new ModelHub(
                        url,
                        config.models().tokenFile(),
                        config.models().redirectHosts().orElse(List.of()).stream()
                                .map(host -> host.toLowerCase(Locale.ROOT))
                                .collect(Collectors.toSet()),
                        PATIENCE));
        this.profiles = new ProfileFile(config.models().profilesFile());
        this.refresh = config.models().refresh();
        this.clock = clock;
        this.signals = signals;
        this.loop = new Loop("models", PERIOD, metrics, this::pass);
    }

    /** Before the first plan, so that a restart forgets nothing. */
    void start(@Observes @Priority(2400) StartupEvent event) {
        profiles.read();
        plain = new Knowledge(Optional.empty(), "", profiles.current());
        table.all().forEach(this::learn);
        loop.start();
    }

    void stop(@Observes ShutdownEvent event) {
        loop.close();
    }

    /** What is known now; asks in the background for what is not. The same object as long as nothing new was learned. */
    public Knowledge knowledge(String id) {
        var before = known.get(id);
        if (before == null) {
            boolean inTable = KnownModels.find(id).isPresent();
            if (inTable) {
                tabled.add(id);
            }
            before = inTable ? plain : unlearned(hub.isPresent() ? "it is being looked up" : "");
            known.putIfAbsent(id, before);
        }
        if (!tabled.contains(id) && wanted.size() < MOST && wanted.add(id)) {
            loop.wake();
        }
        return before;
    }

    private Knowledge unlearned(String why) {
        return new Knowledge(Optional.empty(), why, plain.measured());
    }

    private void pass() {
        boolean news = measured();
        if (hub.isPresent()) {
            for (var id : Set.copyOf(wanted)) {
                if (due(id)) {
                    news |= ask(hub.get(), id);
                }
            }
        }
        if (news) {
            signals.raise(Topic.WORKLOADS);
        }
    }

    private boolean measured() {
        if (!profiles.read()) {
            return false;
        }
        plain = new Knowledge(Optional.empty(), "", profiles.current());
        known.clear();
        stored.values().forEach(this::learn);
        return true;
    }

    private boolean due(String id) {
        var before = stored.get(id);
        if (before == null) {
            return true;
        }
        var next = before.askedAt().plus(before.problem().isEmpty() ? refresh : AGAIN);
        return !clock.instant().isBefore(next);
    }

    private boolean ask(ModelHub models, String id) {
        Instant now = clock.instant();
        var before = Optional.ofNullable(stored.get(id))
                .orElseGet(() -> new StoredConfig(id, now, "", Optional.empty(), Checkpoint.UNKNOWN, ""));
        var answer = models.ask(id, before.config().isPresent() ? before.etag() : "");
        var after = switch (answer) {
            case ModelHub.Answer.Found(var config, var checkpoint, var etag) ->
                new StoredConfig(id, now, etag, Optional.of(config), checkpoint, "");
            case ModelHub.Answer.Same _ -> before.confirmed(now);
            case ModelHub.Answer.Refused(var why) -> before.failed(now, why);
        };
        table.save(after);
        boolean news = learn(after);
        if (news) {
            LOG.infof(
                    "model looked up: model=%s known=%s %s", id, after.config().isPresent(), after.problem());
        }
        return news;
    }

    /** @return whether that is something new */
    private boolean learn(StoredConfig config) {
        stored.put(config.id(), config);
        var next = config.reading()
                .map(reading -> switch (reading) {
                    case ConfigReading.Known(var facts) -> new Knowledge(Optional.of(facts), "", plain.measured());
                    case ConfigReading.Unknown(var why, var _) -> unlearned(inside(why, config.id()));
                })
                .orElseGet(() -> unlearned(config.problem()));
        return !next.equals(known.put(config.id(), next));
    }

    /** The reason alone: who asks says of which model. */
    private static String inside(String why, String id) {
        var prefix = "The size of %s is unknown: ".formatted(id);
        var reason = why.startsWith(prefix) ? why.substring(prefix.length()) : why;
        return reason.endsWith(".") ? reason.substring(0, reason.length() - 1) : reason;
    }
}
