package dev.windrose.hub.cost;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.hub.cost.Costs.By;
import dev.windrose.hub.cost.Costs.Part;
import dev.windrose.hub.cost.Costs.Sum;
import dev.windrose.hub.fleet.Json;
import dev.windrose.hub.placement.LatestPlan;
import dev.windrose.hub.placement.db.PgPlanStore;
import dev.windrose.hub.rest.Call;
import dev.windrose.hub.rest.Endpoint;
import dev.windrose.hub.rest.Endpoints;
import dev.windrose.hub.rest.Problem;
import dev.windrose.hub.rest.Right;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** {@code GET /api/v1/cost}: the present hourly cost of what the caller may see. */
@ApplicationScoped
public class CostRest implements Endpoints {
    private final PgPlanStore plans;
    private final LatestPlan latest;
    private final InstantSource clock;

    public CostRest(PgPlanStore plans, LatestPlan latest, InstantSource clock) {
        this.plans = plans;
        this.latest = latest;
        this.clock = clock;
    }

    @Override
    public List<Endpoint> endpoints() {
        return List.of(Endpoint.get(
                "/api/v1/cost",
                Right.GET,
                "Present hourly cost by namespace, workload, cluster or tier; JSON, or CSV by Accept: text/csv.",
                this::cost));
    }

    private void cost(Call call) {
        var by = by(call.query("by").orElse("namespace"));
        var mayAsk = new HashMap<String, Boolean>();
        var parts = Costs.parts(plans.read(), latest).stream()
                .filter(part -> mayAsk.computeIfAbsent(
                        part.namespace(), namespace -> call.may("list", "inferenceworkloads", namespace)))
                .toList();
        var sums = Costs.sums(parts, by);
        if (wantsCsv(call)) {
            call.text("text/csv; charset=utf-8", csv(by, sums));
        } else {
            call.json(json(by, parts, sums));
        }
    }

    static boolean wantsCsv(Call call) {
        return call.query("format")
                .map("csv"::equals)
                .orElseGet(() -> call.header("Accept").orElse("").contains("text/csv"));
    }

    static By by(String text) {
        return Stream.of(By.values())
                .filter(by -> by.name().toLowerCase(Locale.ROOT).equals(text))
                .findFirst()
                .orElseThrow(() ->
                        Problem.badRequest("by (%s) must be namespace, workload, cluster or tier.".formatted(text)));
    }

    private ObjectNode json(By by, List<Part> parts, Map<String, Sum> sums) {
        var body = Json.MAPPER.createObjectNode();
        body.put("at", clock.instant().toString()).put("currency", "USD").put("per", "hour");
        body.put("by", by.name().toLowerCase(Locale.ROOT));
        var rows = body.putArray("rows");
        sums.forEach((key, sum) -> put(rows.addObject().put("key", key), sum));
        put(body.putObject("total"), Costs.total(parts));
        return body;
    }

    /** {@code hourlyCost} is null while a part of it is unknown; what is known stands beside it. */
    public static ObjectNode put(ObjectNode row, Sum sum) {
        row.put("replicas", sum.replicas()).put("gpus", sum.gpus());
        sum.known().ifPresentOrElse(known -> row.put("hourlyCost", known.toString()), () -> row.putNull("hourlyCost"));
        return row.put("knownHourlyCost", sum.hourly().toString()).put("unpricedReplicas", sum.unpricedReplicas());
    }

    /** Names of Kubernetes need no quoting in CSV (RFC 4180). An unknown cost is an empty field. */
    private static String csv(By by, Map<String, Sum> sums) {
        return sums.entrySet().stream()
                .map(entry -> "%s,%d,%d,%s,%s,%d"
                        .formatted(
                                entry.getKey(),
                                entry.getValue().replicas(),
                                entry.getValue().gpus(),
                                entry.getValue().known().map(Object::toString).orElse(""),
                                entry.getValue().hourly(),
                                entry.getValue().unpricedReplicas()))
                .collect(Collectors.joining(
                        "\r\n",
                        by.name().toLowerCase(Locale.ROOT)
                                + ",replicas,gpus,hourly_cost_usd,known_hourly_cost_usd,unpriced_replicas\r\n",
                        "\r\n"));
    }
}
