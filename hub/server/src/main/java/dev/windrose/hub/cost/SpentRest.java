package dev.windrose.hub.cost;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.hub.cost.Costs.By;
import dev.windrose.hub.cost.db.PgCostLedger;
import dev.windrose.hub.fleet.Json;
import dev.windrose.hub.rest.Call;
import dev.windrose.hub.rest.Endpoint;
import dev.windrose.hub.rest.Endpoints;
import dev.windrose.hub.rest.Problem;
import dev.windrose.hub.rest.Right;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * {@code GET /api/v1/costs?from=&to=&by=}: what was spent in the hours from one to another, of what the caller may see. The
 * present hour counts up to now. What had no known price is told in GPU-hours apart, and the cost is then not whole.
 */
@ApplicationScoped
public class SpentRest implements Endpoints {
    private static final Duration USUAL = Duration.ofHours(24);
    private static final Duration LONGEST = Duration.ofDays(3_660);

    private final PgCostLedger ledger;

    public SpentRest(PgCostLedger ledger) {
        this.ledger = ledger;
    }

    @Override
    public List<Endpoint> endpoints() {
        return List.of(Endpoint.get(
                "/api/v1/costs",
                Right.GET,
                "What was spent from one hour to another by namespace, workload, cluster or tier; JSON, or CSV by Accept: text/csv.",
                this::costs));
    }

    /** Whole hours. @param to not included */
    record Range(Instant from, Instant to) {}

    private void costs(Call call) {
        var by = CostRest.by(call.query("by").orElse("namespace"));
        var range = range(call, ledger.now());
        var mayAsk = new HashMap<String, Boolean>();
        var sums = new TreeMap<String, Spent>();
        ledger.spent(range.from(), range.to(), by).stream()
                .filter(each -> mayAsk.computeIfAbsent(
                        each.namespace(), namespace -> call.may("list", "inferenceworkloads", namespace)))
                .forEach(each -> sums.merge(each.key(), each, Spent::plus));
        if (CostRest.wantsCsv(call)) {
            call.text("text/csv; charset=utf-8", csv(by, sums.values()));
        } else {
            call.json(json(by, range, sums.values()));
        }
    }

    private static Range range(Call call, Instant now) {
        var to = call.instant("to").orElse(now);
        var from = call.instant("from").orElseGet(() -> to.minus(USUAL));
        var first = from.truncatedTo(ChronoUnit.HOURS);
        var end = to.truncatedTo(ChronoUnit.HOURS);
        var last = end.equals(to) ? end : end.plus(1, ChronoUnit.HOURS);
        if (!first.isBefore(last)) {
            throw Problem.badRequest("from (%s) must lie before to (%s).".formatted(from, to));
        }
        if (Duration.between(first, last).compareTo(LONGEST) > 0) {
            throw Problem.badRequest(
                    "from (%s) and to (%s) lie more than %d days apart.".formatted(from, to, LONGEST.toDays()));
        }
        return new Range(first, last);
    }

    private static ObjectNode json(By by, Range range, Collection<Spent> sums) {
        var body = Json.MAPPER.createObjectNode();
        body.put("from", range.from().toString()).put("to", range.to().toString());
        body.put("currency", "USD").put("by", by.name().toLowerCase(Locale.ROOT));
        var rows = body.putArray("rows");
        var total = Spent.nothing("total");
        for (var sum : sums) {
            put(rows.addObject().put("key", sum.key()), sum);
            total = total.plus(sum);
        }
        put(body.putObject("total"), total);
        return body;
    }

    /** {@code cost} is null while a part of it is unknown; what is known stands beside it. */
    private static void put(ObjectNode row, Spent sum) {
        row.put("gpuHours", Spent.hours(sum.gpuSeconds()))
                .put("cost", sum.whole() ? sum.knownCost() : null)
                .put("knownCost", sum.knownCost())
                .put("unpricedGpuHours", Spent.hours(sum.unpricedGpuSeconds()));
    }

    /** Names of Kubernetes need no quoting in CSV (RFC 4180). An unknown cost is an empty field. */
    private static String csv(By by, Collection<Spent> sums) {
        return sums.stream()
                .map(sum -> "%s,%s,%s,%s,%s"
                        .formatted(
                                sum.key(),
                                Spent.hours(sum.gpuSeconds()),
                                sum.whole() ? sum.knownCost() : "",
                                sum.knownCost(),
                                Spent.hours(sum.unpricedGpuSeconds())))
                .collect(Collectors.joining(
                        "\r\n",
                        by.name().toLowerCase(Locale.ROOT)
                                + ",gpu_hours,cost_usd,known_cost_usd,unpriced_gpu_hours\r\n",
                        "\r\n"));
    }
}
