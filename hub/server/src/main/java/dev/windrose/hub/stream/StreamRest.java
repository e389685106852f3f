package dev.windrose.hub.stream;

import dev.windrose.hub.fleet.FleetKinds;
import dev.windrose.hub.rest.Call;
import dev.windrose.hub.rest.Endpoint;
import dev.windrose.hub.rest.Endpoints;
import dev.windrose.hub.rest.Problem;
import dev.windrose.hub.rest.Right;
import dev.windrose.hub.store.db.ChangeFeed;
import dev.windrose.hub.store.db.Database;
import dev.windrose.kubeapi.service.KubeService;
import dev.windrose.kubeapi.store.ResourceName;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** {@code GET /api/v1/stream}: server-sent events of the fleet. */
@ApplicationScoped
public class StreamRest implements Endpoints {
    private static final String PLAN = "Plan";
    private static final Map<String, ResourceName> KINDS = kinds();

    private final ChangeFeed feed;
    private final KubeService service;
    private final PlanNumbers plans;

    public StreamRest(ChangeFeed feed, KubeService service, PlanNumbers plans) {
        this.feed = feed;
        this.service = service;
        this.plans = plans;
    }

    private static Map<String, ResourceName> kinds() {
        var kinds = new LinkedHashMap<String, ResourceName>();
        kinds.put("InferenceWorkload", FleetKinds.WORKLOADS);
        kinds.put("MemberCluster", FleetKinds.MEMBERS);
        kinds.put("Fleet", FleetKinds.FLEETS);
        kinds.put("PriceSource", FleetKinds.PRICE_SOURCES);
        kinds.put("Event", new ResourceName("", "events"));
        return kinds;
    }

    @Override
    public List<Endpoint> endpoints() {
        return List.of(Endpoint.get(
                "/api/v1/stream",
                Right.GET,
                "What happens, as server-sent events; ?kind=&namespace=, resumes by Last-Event-ID.",
                this::stream));
    }

    private void stream(Call call) throws InterruptedException {
        var wanted = wanted(call.query("kind").orElse(""));
        var from = call.header("Last-Event-ID")
                .or(() -> call.query("lastEventId"))
                .map(id -> Position.parse(id)
                        .orElseThrow(() -> Problem.badRequest(
                                "Last-Event-ID (%s) is none of this stream's ids. Send it as you got it, or leave it out."
                                        .formatted(id))));
        var filter = new StreamFilter(call, call.query("namespace"));
        var resources = new TreeSet<>(java.util.Comparator.comparing(ResourceName::toString));
        wanted.stream().filter(KINDS::containsKey).map(KINDS::get).forEach(resources::add);
        var source = new StreamSource(feed, resources, call.query("namespace"), this::now);
        var showPlans = wanted.contains(PLAN) && call.query("namespace").isEmpty() && filter.seesEverything();
        var out = call.stream("text/event-stream; charset=utf-8");
        try (var reader = new StreamReader(source, plans, filter, out, showPlans)) {
            reader.run(from.orElseGet(this::now));
        } finally {
            out.end();
        }
    }

    private Position now() {
        return new Position(Database.await(service.currentVersion()), plans.newest());
    }

    private static Set<String> wanted(String kinds) {
        if (kinds.isEmpty()) {
            var all = new TreeSet<>(KINDS.keySet());
            all.add(PLAN);
            return all;
        }
        var wanted = new TreeSet<>(List.of(kinds.split(",", -1)));
        for (var kind : wanted) {
            if (!kind.equals(PLAN) && !KINDS.containsKey(kind)) {
                throw Problem.badRequest("kind (%s) must be of %s and %s.".formatted(kind, KINDS.keySet(), PLAN));
            }
        }
        return wanted;
    }
}
